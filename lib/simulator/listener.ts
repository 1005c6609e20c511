import type { RequestListener } from 'node:http';
import { messageOf } from '../errors.ts';
import { createCalls } from './calls.ts';
import type { Clock } from './clock.ts';
import type { Route } from './dialect.ts';
import { dialects } from './dialects.ts';
import { Exchange } from './exchange.ts';
import type { Failure } from './manner.ts';
import { manners } from './manners.ts';
import { Refusal } from './refusal.ts';
import type { SimulatorSettings } from './settings.ts';
import type { Stats } from './stats.ts';

/** Answers every request that `node:http` hands over. */
export function createListener(
  settings: SimulatorSettings,
  stats: Stats,
  clock: Clock,
): RequestListener {
  const dialect = dialects[settings.dialect];
  // A wrong request is no limit or fault to be rehearsed, so it is told in the dialect's own manner.
  const manner = manners[settings.dialect];
  const serveCall = createCalls(settings, stats, clock);
  const health: Route = { name: 'health', page: () => JSON.stringify({ status: 'ok' }) };
  const counts: Route = { name: 'stats', page: () => JSON.stringify(stats.snapshot()) };
  const ownPages: Readonly<Record<string, Route>> = {
    'GET /health': health,
    'GET /v1/health': health,
    'GET /__stats': counts,
    'GET /v1/__stats': counts,
  };

  async function serve(exchange: Exchange): Promise<void> {
    const { method = '', url = '', headers } = exchange.request;
    const [path, query] = splitQuery(url);
    const route = dialect.findRoute(method, path) ?? ownPages[`${method} ${path}`];
    stats.requested(route?.name ?? 'unknown');
    if (!route) throw new Refusal(404, 'unknown_url', `Unknown request URL: ${method} ${url}.`);
    if ('page' in route) return exchange.sendJson(200, route.page());
    const asked = { model: route.model, query, headers };
    dialect.admit?.(asked);
    return serveCall(exchange, (body) => route.read(body, asked));
  }

  /** Anything but a Refusal is a defect of the simulator, and is told as one. */
  function sendFailure(exchange: Exchange, error: unknown): void {
    const failure = error instanceof Refusal ? error : defect(error);
    const headers = manner.errorHeaders?.(failure);
    exchange.sendJson(failure.status, manner.errorBody(failure), headers);
  }

  return (request, response) => {
    const exchange = new Exchange(request, response, stats);
    serve(exchange).catch((error) => sendFailure(exchange, error));
  };
}

function splitQuery(url: string): [path: string, query: string] {
  const end = url.indexOf('?');
  return end < 0 ? [url, ''] : [url.slice(0, end), url.slice(end + 1)];
}

const defect = (error: unknown): Failure => ({
  status: 500,
  reason: 'server',
  message: `The simulator failed: ${messageOf(error)}`,
});
