/** All routes by the names that statistics use; `unknown` is whatever else was asked for. */
export const routeNames = [
  'chat',
  'completions',
  'embeddings',
  'models',
  'health',
  'stats',
  'unknown',
] as const;

export type RouteName = (typeof routeNames)[number];

const routes: Readonly<Record<string, RouteName>> = {
  'POST /chat/completions': 'chat',
  'POST /completions': 'completions',
  'POST /embeddings': 'embeddings',
  'GET /models': 'models',
  'GET /health': 'health',
  'GET /__stats': 'stats',
};

/** The route of a request, with or without `/v1` before its path and a query behind it. */
export function findRoute(method: string, url: string): RouteName {
  const start = url.startsWith('/v1/') ? '/v1'.length : 0;
  const end = url.indexOf('?');
  const path = url.slice(start, end < 0 ? undefined : end);
  return routes[`${method} ${path}`] ?? 'unknown';
}
