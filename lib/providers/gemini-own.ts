import type { JsonObject } from '../json.ts';

/** Google takes its members by two spellings, `topK` and `top_k`: by the first one only. */
export const camelCased = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [toCamelCase(name), value]));

const toCamelCase = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
