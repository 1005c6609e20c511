import { UpstreamError } from '../errors.ts';
import { isJsonObject, type JsonValue } from '../json.ts';
import type { Timeouts } from '../providers/exchange.ts';
import { vendors } from '../providers/index.ts';
import type { PlainResponse } from '../providers/plain-exchange.ts';
import {
  type ChunkFacts,
  type Failure,
  type HttpRequest,
  isFailure,
  type Provider,
  type ResponseHeaders,
} from '../providers/provider.ts';
import type { Transport } from '../providers/transport.ts';
import type { Deployment } from './deployment.ts';
import type { AttemptContext, Handler, Reply, Request, Source } from './handler.ts';
import { PlainReply } from './plain-reply.ts';
import { ReplyStream } from './reply-stream.ts';

const totalMs = 600_000;
const firstMs = 300_000;
const idleMs = 120_000;

/** The innermost handler: makes one HTTP attempt at the context's deployment. */
export function createSend(transport: Transport): Handler<AttemptContext> {
  return (request, context) => {
    const exchange = new Attempt(transport, request, context);
    return request.stream ? exchange.streamed() : exchange.plain();
  };
}

class Attempt {
  readonly #transport: Transport;
  readonly #request: Request;
  readonly #deployment: Deployment;
  readonly #signal: AbortSignal;

  constructor(transport: Transport, request: Request, context: AttemptContext) {
    this.#transport = transport;
    this.#request = request;
    this.#deployment = context.deployment;
    this.#signal = context.signal;
  }

  get #provider(): Provider {
    return providerOf(this.#deployment);
  }

  async plain(): Promise<Reply> {
    const timeouts = timeoutsOf(this.#deployment);
    try {
      return this.#reply(await this.#transport.plain(this.#httpRequest(), timeouts, this.#signal));
    } catch (error) {
      throw this.#complete(error);
    }
  }

  #reply({ status, headers, body }: PlainResponse): Reply {
    if (status !== 200) throw this.#refusal(status, headers, body.toString());
    const json = tryParse(body.toString());
    const { usage } = this.#read(this.#provider.readAnswer(this.#request.operation, json));
    if (!isJsonObject(json)) throw new TypeError('a provider accepted what is not an object');
    return new PlainReply({ body: json, source: this.#source() }, usage, body);
  }

  /** Resolves at the first output, so that what fails before it can be tried again. */
  async streamed(): Promise<Reply> {
    const stream = new ReplyStream({
      readChunk: (json) => this.#read(this.#provider.readChunk(json)),
      refuse: (status, headers, body) =>
        status === 200 ? this.#notStreamed(body) : this.#refusal(status, headers, body),
      complete: (error) => this.#complete(error),
    });
    const timeouts = timeoutsOf(this.#deployment);
    this.#transport.streamed(this.#httpRequest(), timeouts, this.#signal, stream);
    await stream.started;
    const { done } = stream;
    const source = this.#source();
    return { status: 200, source, answer: undefined, chunks: stream, outcome: undefined, done };
  }

  #source(): Source {
    return { model: this.#deployment.model, deployment: this.#deployment.id };
  }

  #httpRequest(): HttpRequest {
    const { operation, body, stream } = this.#request;
    const request = this.#provider.request(operation, body, stream, this.#deployment);
    if (request) return request;
    throw this.#error({
      kind: 'bad_request',
      message: `${this.#deployment.provider} does not offer ${operation}`,
      code: 'unsupported_operation',
    });
  }

  #read(facts: ChunkFacts | Failure): ChunkFacts {
    if (isFailure(facts)) throw this.#error(facts, 200);
    return facts;
  }

  #refusal(status: number, headers: ResponseHeaders, body: string): UpstreamError {
    return this.#error(this.#provider.readFailure(status, headers, this.#hide(body)), status);
  }

  #notStreamed(body: string): UpstreamError {
    const facts = this.#provider.readAnswer(this.#request.operation, tryParse(body));
    const failure: Failure = isFailure(facts)
      ? facts
      : { kind: 'server_error', message: 'the answer is not streamed', code: 'unexpected_body' };
    return this.#error(failure, 200);
  }

  /** Adds to an error of the transport whose it was. */
  #complete(error: unknown): unknown {
    if (!(error instanceof UpstreamError) || error.provider) return error;
    const { kind, message, code, cause } = error;
    return this.#error({ kind, message, code }, undefined, cause);
  }

  #error(failure: Failure, status?: number, cause?: unknown): UpstreamError {
    const { provider, model } = this.#deployment;
    const where =
      status === undefined || status === 200 ? provider : `${provider} answered ${status}`;
    return new UpstreamError(failure.kind, `${where}: ${this.#hide(failure.message)}`, {
      ...failure,
      status,
      provider,
      model,
      cause,
    });
  }

  /** A body is cleared before it is cut to an excerpt, which could leave half of the key. */
  #hide(text: string): string {
    const { apiKey } = this.#deployment;
    return apiKey ? text.replaceAll(apiKey, '***') : text;
  }
}

function providerOf(deployment: Deployment): Provider {
  const vendor = vendors[deployment.provider];
  if (vendor) return vendor.provider;
  throw new UpstreamError('internal', `no provider named ${deployment.provider}`);
}

const timeoutsOf = ({ timeoutMs, streamTimeoutMs }: Deployment): Timeouts => ({
  totalMs: timeoutMs ?? totalMs,
  firstMs: streamTimeoutMs ?? firstMs,
  idleMs,
});

/** Undefined for what is not JSON, which no provider takes for its answer. */
function tryParse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
