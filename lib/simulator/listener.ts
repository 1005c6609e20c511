import type { RequestListener } from 'node:http';
import { messageOf } from '../errors.ts';
import { readChat } from './answer-chat.ts';
import { readCompletion } from './answer-completion.ts';
import { readEmbedding } from './answer-embedding.ts';
import { createCalls } from './calls.ts';
import type { Clock } from './clock.ts';
import { Exchange } from './exchange.ts';
import { Refusal, serverError } from './openai-errors.ts';
import { created } from './openai-text.ts';
import { findRoute } from './routes.ts';
import type { SimulatorSettings } from './settings.ts';
import type { Stats } from './stats.ts';

/** Answers every request that `node:http` hands over. */
export function createListener(
  settings: SimulatorSettings,
  stats: Stats,
  clock: Clock,
): RequestListener {
  const serveCall = createCalls(settings, stats, clock);

  async function serve(exchange: Exchange): Promise<void> {
    const { method = '', url = '' } = exchange.request;
    const route = findRoute(method, url);
    stats.requested(route);
    switch (route) {
      case 'chat':
        return serveCall(exchange, readChat);
      case 'completions':
        return serveCall(exchange, readCompletion);
      case 'embeddings':
        return serveCall(exchange, readEmbedding);
      case 'models':
        return exchange.sendJson(200, listModels());
      case 'health':
        return exchange.sendJson(200, JSON.stringify({ status: 'ok' }));
      case 'stats':
        return exchange.sendJson(200, JSON.stringify(stats.snapshot()));
      case 'unknown':
        throw new Refusal(404, 'unknown_url', `Unknown request URL: ${method} ${url}.`);
    }
  }

  return (request, response) => {
    const exchange = new Exchange(request, response, stats);
    serve(exchange).catch((error) => sendFailure(exchange, error));
  };
}

/** One name stands for all, since every model name is answered. */
const listModels = (): string =>
  JSON.stringify({
    object: 'list',
    data: [{ id: 'simulator', object: 'model', created, owned_by: 'llm-pipe' }],
  });

/** Anything but a Refusal is a defect of the simulator, and is told as one. */
function sendFailure(exchange: Exchange, error: unknown): void {
  if (error instanceof Refusal) exchange.sendJson(error.status, error.body());
  else exchange.sendJson(500, serverError(`The simulator failed: ${messageOf(error)}`));
}
