import type { Dialect, ReadCall } from './dialect.ts';

/** All routes by the names that statistics use; `unknown` is whatever else was asked for. */
export const routeNames = [
  'chat',
  'completions',
  'embeddings',
  'rerank',
  'count_tokens',
  'models',
  'health',
  'stats',
  'unknown',
] as const;

export type RouteName = (typeof routeNames)[number];

/** The paths of a model call; a group `model` in the pattern is the model that a path names. */
export type PathPattern = readonly [path: RegExp, name: RouteName, read: ReadCall];

/** Finds the route of a POST request by patterns, of which the first that fits counts. */
export const routeByPatterns =
  (patterns: readonly PathPattern[]): Dialect['findRoute'] =>
  (method, path) => {
    if (method !== 'POST') return undefined;
    for (const [pattern, name, read] of patterns) {
      const groups = pattern.exec(path);
      if (groups) return { name, read, model: decode(groups.groups?.['model'] ?? '') };
    }
    return undefined;
  };

/** As it stands where it is not properly encoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
