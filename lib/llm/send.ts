import { UpstreamError } from '../errors.ts';
import { isJsonObject, type JsonValue, parseJson, stringifyJson } from '../json.ts';
import { excerptOf } from '../providers/excerpt.ts';
import type { Timeouts } from '../providers/exchange.ts';
import { findVendor } from '../providers/index.ts';
import type { PlainResponse } from '../providers/plain-exchange.ts';
import {
  type Failure,
  type HttpRequest,
  isFailure,
  notTheApi,
  type Provider,
  type ProviderCall,
  type ResponseHeaders,
} from '../providers/provider.ts';
import type { Transport } from '../providers/transport.ts';
import { type WrittenRequest, writeRequest } from '../providers/write-request.ts';
import type { Deployment } from './deployment.ts';
import type { AttemptContext, Handler, Reply, Request, Source } from './handler.ts';
import { PlainReply } from './plain-reply.ts';
import { ReplyStream } from './reply-stream.ts';

const totalMs = 600_000;
const firstMs = 300_000;
const idleMs = 120_000;

/** Who wants to know what goes out. */
export interface SendObserver {
  /** A parameter was left out since the provider cannot take it. */
  onDropped?: ((deployment: Deployment, parameter: string) => void) | undefined;
  /** The body as the provider gets it. */
  onBody?: ((stage: string, body: string) => void) | undefined;
}

/** The innermost handler: makes one HTTP attempt at the context's deployment. */
export function createSend(
  transport: Transport,
  observer: SendObserver = {},
): Handler<AttemptContext> {
  return (request, context) => {
    const attempt = new Attempt(transport, observer, request, context);
    return request.stream ? attempt.streamed() : attempt.plain();
  };
}

class Attempt {
  readonly #transport: Transport;
  readonly #observer: SendObserver;
  readonly #request: Request;
  readonly #deployment: Deployment;
  readonly #signal: AbortSignal;
  readonly #stage: string;

  constructor(
    transport: Transport,
    observer: SendObserver,
    request: Request,
    context: AttemptContext,
  ) {
    this.#transport = transport;
    this.#observer = observer;
    this.#request = request;
    this.#deployment = context.deployment;
    this.#signal = context.signal;
    this.#stage = context.stage;
  }

  get #provider(): Provider {
    return findVendor(this.#deployment.provider).provider;
  }

  async plain(): Promise<Reply> {
    const timeouts = timeoutsOf(this.#deployment);
    try {
      const written = this.#write();
      const ready = this.#authorize(written);
      const request = ready instanceof Promise ? await ready : ready;
      return this.#reply(
        written.call,
        await this.#transport.plain(request, timeouts, this.#signal),
      );
    } catch (error) {
      throw this.#complete(error);
    }
  }

  #reply(call: ProviderCall, { status, headers, body }: PlainResponse): Reply {
    if (!isSuccess(status)) throw this.#refusal(status, headers, body.toString());
    const json = this.#parse(body.toString());
    const reading = isJsonObject(json)
      ? this.#provider.readAnswer(call, json, this.#deployment, headers)
      : notTheApi('expected a JSON object');
    if (isFailure(reading)) throw this.#error(reading, status);
    const bytes = reading.body === json ? body : undefined;
    return new PlainReply({ body: reading.body, source: this.#source() }, reading.usage, bytes);
  }

  /** Resolves at the first output, so that what fails before it can be tried again. */
  async streamed(): Promise<Reply> {
    try {
      const written = this.#write();
      const request = await this.#authorize(written);
      return await this.#stream(written.call, request);
    } catch (error) {
      throw this.#complete(error);
    }
  }

  async #stream(call: ProviderCall, request: HttpRequest): Promise<Reply> {
    const provider = this.#provider;
    const reader = provider.openStream(call, this.#deployment);
    const stream = new ReplyStream({
      framing: provider.framing,
      parse: provider.exactNumbers ? parseJson : JSON.parse,
      read: (event) => this.#succeed(reader.read(event)),
      end: () => reader.end(),
      refuse: (status, headers, body) =>
        isSuccess(status)
          ? this.#notStreamed(call, headers, body)
          : this.#refusal(status, headers, body),
      complete: (error) => this.#complete(error),
    });
    this.#transport.streamed(request, timeoutsOf(this.#deployment), this.#signal, stream);
    await stream.started;
    const { done } = stream;
    const source = this.#source();
    return { status: 200, source, answer: undefined, chunks: stream, outcome: undefined, done };
  }

  #source(): Source {
    return { model: this.#deployment.model, deployment: this.#deployment.id };
  }

  #write(): WrittenRequest {
    const { operation, body, stream: isStream } = this.#request;
    const deployment = this.#deployment;
    const call = { operation, body, isStream };
    const written = writeRequest(this.#provider, call, deployment, deployment.rules);
    for (const parameter of written.dropped) this.#observer.onDropped?.(deployment, parameter);
    return written;
  }

  #authorize({ request }: WrittenRequest): HttpRequest | Promise<HttpRequest> {
    const ready = { ...request, body: stringifyJson(request.body) };
    this.#observer.onBody?.(this.#stage, ready.body);
    return this.#provider.authorize?.(ready, this.#deployment) ?? ready;
  }

  #succeed<Reading extends object>(reading: Reading | Failure): Reading {
    if (isFailure(reading)) throw this.#error(reading, 200);
    return reading;
  }

  #refusal(status: number, headers: ResponseHeaders, body: string): UpstreamError {
    return this.#error(this.#provider.readFailure(status, headers, body), status);
  }

  #notStreamed(call: ProviderCall, headers: ResponseHeaders, body: string): UpstreamError {
    const json = this.#parse(body);
    const reading = isJsonObject(json)
      ? this.#provider.readAnswer(call, json, this.#deployment, headers)
      : notTheApi('expected a stream of events');
    const failure: Failure = isFailure(reading)
      ? reading
      : { kind: 'server_error', message: 'the answer is not streamed', code: 'unexpected_body' };
    return this.#error(failure, 200);
  }

  /** Undefined for what is not JSON, which no provider takes for its answer. */
  #parse(text: string): JsonValue | undefined {
    // A byte order mark counts as a space here, but not in JSON.
    const json = text.trimStart();
    try {
      return this.#provider.exactNumbers ? parseJson(json) : JSON.parse(json);
    } catch {
      return undefined;
    }
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
    // Cut before, it could end with half of a key, which nothing would find.
    const message = excerptOf(this.#hide(failure.message));
    return new UpstreamError(failure.kind, `${where}: ${message}`, {
      ...failure,
      status,
      provider,
      model,
      cause,
    });
  }

  #hide(text: string): string {
    return this.#deployment.secrets.reduce(
      (hidden, secret) => hidden.replaceAll(secret, '***'),
      text,
    );
  }
}

const timeoutsOf = ({ timeoutMs, streamTimeoutMs }: Deployment): Timeouts => ({
  totalMs: timeoutMs ?? totalMs,
  firstMs: streamTimeoutMs ?? firstMs,
  idleMs,
});

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
