import { UpstreamError } from '../../lib/errors.ts';
import type { Deployment } from '../../lib/llm/deployment.ts';
import {
  type AttemptContext,
  type CallContext,
  type Chunk,
  type Handler,
  newTrace,
  type Reply,
  type Request,
} from '../../lib/llm/handler.ts';
import type { Limiter } from '../../lib/llm/limiter.ts';
import { type Models, noModels } from '../../lib/llm/load-models.ts';
import { type ModelPrices, parsePrices } from '../../lib/prices/model-prices.ts';
import { noRules } from '../../lib/providers/write-request.ts';

export const deployment = (more: Partial<Deployment> = {}): Deployment => ({
  id: 'm@openai_compatible',
  model: 'm',
  provider: 'openai_compatible',
  upstreamModel: 'upstream-m',
  baseUrl: 'http://127.0.0.1:9/v1',
  apiKey: undefined,
  options: {},
  maxOutputTokens: undefined,
  rules: noRules,
  secrets: more.apiKey === undefined ? [] : [more.apiKey],
  timeoutMs: undefined,
  streamTimeoutMs: undefined,
  weight: 1,
  requestsPerMinute: undefined,
  maxConcurrent: undefined,
  prices: undefined,
  ...more,
});

/** Prices in USD per token. */
export function pricesOf(input: string, output: string): ModelPrices {
  const prices = parsePrices({ input_cost_per_token: input, output_cost_per_token: output });
  if (!prices || 'refused' in prices) throw new TypeError(`${input}, ${output} are no prices`);
  return prices;
}

export const modelsOf = (...deployments: Deployment[]): Models => ({ ...noModels, deployments });

/** A chat request to the model `m`. */
export const request = (more: Partial<Request> = {}): Request => ({
  operation: 'chat',
  dialect: 'openai',
  model: 'm',
  stream: false,
  body: { model: 'm', messages: [{ role: 'user', content: 'Hello' }] },
  ...more,
});

export const context = (more: Partial<CallContext> = {}): CallContext => ({
  signal: new AbortController().signal,
  drain: new AbortController().signal,
  stage: 'stage',
  fallbacks: undefined,
  limiters: [],
  policy: undefined,
  once: (_key, call) => call(),
  trace: newTrace(),
  ...more,
});

export const attemptContext = (more: Partial<AttemptContext> = {}): AttemptContext => ({
  ...context(more),
  deployment: more.deployment ?? deployment(),
});

/** What a promise rejects with; fails when it does not, or with something else than an UpstreamError. */
export async function upstreamErrorOf(promise: Promise<unknown>): Promise<UpstreamError> {
  const error = await promise.then(
    (value) => new TypeError(`resolved with ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof UpstreamError) return error;
  throw error;
}

/** The chunks of a reply, one read after the other. */
export async function readChunks({ chunks }: Reply): Promise<Chunk[]> {
  const read: Chunk[] = [];
  for await (const some of chunks) read.push(...some);
  return read;
}

/** Hands out these results in order, the last one for ever; keeps the requests that it got. */
export function scripted<C extends CallContext>(...results: readonly (Reply | Error)[]) {
  const requests: Request[] = [];
  const contexts: C[] = [];
  const handler: Handler<C> = async (asked, given) => {
    requests.push(asked);
    contexts.push(given);
    const result = results[Math.min(requests.length, results.length) - 1];
    if (!result || result instanceof Error) throw result;
    return result;
  };
  return { handler, requests, contexts };
}

/** True when the limiter would give a permit at once; takes none. */
export function isFree(limiter: Limiter): boolean {
  const controller = new AbortController();
  const permit = limiter.acquire(controller.signal);
  if (permit instanceof Promise) {
    permit.catch(() => 'it has left');
    controller.abort();
    return false;
  }
  permit();
  return true;
}
