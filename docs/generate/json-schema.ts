import { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What a user may write for a zod schema, as JSON Schema (2020-12), without what goes without saying. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', override: ({ jsonSchema }) => tidy(jsonSchema) });
}

/** Every key of a mapping is text, and no whole number is beyond 2^53. */
function tidy(schema: JsonSchema): void {
  if (isPlainText(schema.propertyNames)) delete schema.propertyNames;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
}

const isPlainText = (schema: JsonSchema['propertyNames']): boolean =>
  typeof schema === 'object' && Object.keys(schema).join() === 'type' && schema.type === 'string';
