import type { Dispatcher } from 'undici';
import { callAborted, type FailureKind, UpstreamError } from '../errors.ts';
import { type AbortListener, AbortListeners } from './abort-listeners.ts';
import {
  type Connections,
  directConnections,
  type Proxies,
  proxiedConnections,
  readProxies,
} from './connections.ts';
import type { HttpRequest, ResponseHeaders } from './provider.ts';

/** A plain answer, or the error body of a stream, beyond this is refused. */
export const maxAnswerBytes = 64 * 1024 * 1024;

export interface Timeouts {
  /** From the first byte sent to the last one received. */
  totalMs: number;
  /** Streams only: until the first output. */
  firstMs: number;
  /** Streams only: between two reads after that. */
  idleMs: number;
}

export interface PlainResponse {
  status: number;
  headers: ResponseHeaders;
  body: Buffer;
}

/** What the owner of a stream may do with it. */
export interface StreamControl {
  /** Stops reading from the socket; what is under way may still arrive. */
  pause(): void;
  resume(): void;
  /** Ends the stream; `onEnd` is told at once. */
  abort(error: UpstreamError): void;
  /** From now on the idle time counts instead of the wait for the first output. */
  outputStarted(): void;
}

/** Is told what a streamed exchange brings, in this order: onHead, onBytes as often as need be, onEnd. */
export interface StreamReceiver {
  onHead(status: number, headers: ResponseHeaders, control: StreamControl): void;
  /** The bytes of one socket read. */
  onBytes(bytes: Buffer): void;
  /** Told once, also without a head. */
  onEnd(error: UpstreamError | undefined): void;
}

interface Upstream {
  origin: string;
  /** What stands before every path. */
  prefix: string;
  connections: Connections;
}

/** Sends HTTP requests: kept connections for each base address, proxies as the environment says. */
export class Transport {
  readonly #upstreams = new Map<string, Upstream>();
  readonly #aborts = new AbortListeners();
  readonly #proxies: Proxies | undefined;

  constructor(env: NodeJS.ProcessEnv) {
    this.#proxies = readProxies(env);
  }

  /** Resolves with the whole answer. @throws UpstreamError timeout, network, aborted, server_error */
  plain(request: HttpRequest, timeouts: Timeouts, signal: AbortSignal): Promise<PlainResponse> {
    return new Promise((resolve, reject) => {
      this.#dispatch(
        request,
        new PlainExchange({ timeouts, signal, aborts: this.#aborts }, resolve, reject),
      );
    });
  }

  /** Tells the receiver what comes; its onEnd gets the same errors as `plain` throws. */
  streamed(
    request: HttpRequest,
    timeouts: Timeouts,
    signal: AbortSignal,
    receiver: StreamReceiver,
  ): void {
    this.#dispatch(
      request,
      new StreamedExchange({ timeouts, signal, aborts: this.#aborts }, receiver),
    );
  }

  /** Ends all connections at once. */
  async close(): Promise<void> {
    const upstreams = [...this.#upstreams.values()];
    await Promise.all(upstreams.map(({ connections }) => connections.destroy()));
  }

  #dispatch({ baseUrl, path, headers, body }: HttpRequest, exchange: Exchange): void {
    if (exchange.isAborted) {
      exchange.onAbort();
      return;
    }
    try {
      const { origin, prefix, connections } = this.#upstreamFor(baseUrl);
      exchange
        .connect(connections)
        .dispatch({ origin, path: prefix + path, method: 'POST', headers, body }, exchange);
    } catch (error) {
      exchange.fail(toUpstreamError(error));
    }
  }

  #upstreamFor(baseUrl: string): Upstream {
    let upstream = this.#upstreams.get(baseUrl);
    if (!upstream) {
      const { origin, pathname } = new URL(baseUrl);
      const prefix = pathname.replace(/\/$/, '');
      const connections = this.#proxies
        ? proxiedConnections(this.#proxies)
        : directConnections(origin);
      upstream = { origin, prefix, connections };
      this.#upstreams.set(baseUrl, upstream);
    }
    return upstream;
  }
}

interface ExchangeOptions {
  timeouts: Timeouts;
  signal: AbortSignal;
  aborts: AbortListeners;
}

type Controller = Dispatcher.DispatchController;

/** One request and its answer: owns the timers and the abort, settles once. */
abstract class Exchange implements Dispatcher.DispatchHandler, AbortListener {
  abortIndex = -1;
  protected status = 0;
  protected headers: ResponseHeaders = {};
  protected controller: Controller | undefined;
  readonly #signal: AbortSignal;
  readonly #aborts: AbortListeners;
  readonly #total: NodeJS.Timeout;
  #failure: UpstreamError | undefined;
  #release: (() => void) | undefined;

  constructor(totalMs: number, signal: AbortSignal, aborts: AbortListeners) {
    this.#signal = signal;
    this.#aborts = aborts;
    this.#total = setTimeout(
      () => this.fail(timeoutError(`no answer within ${totalMs} ms`)),
      totalMs,
    );
    aborts.add(signal, this);
  }

  protected abstract onFailure(error: UpstreamError): void;
  abstract onResponseData(controller: Controller, bytes: Buffer): void;
  abstract onResponseEnd(): void;

  onRequestStart(controller: Controller): void {
    this.controller = controller;
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(_controller: Controller, status: number, headers: ResponseHeaders): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.settle();
    this.onFailure(this.#failure ?? toUpstreamError(error));
  }

  get isAborted(): boolean {
    return this.#signal.aborted;
  }

  /** Ends the exchange with an error of ours. */
  fail(error: UpstreamError): void {
    if (this.#failure) return;
    this.#failure = error;
    this.controller?.abort(error);
    this.settle();
    this.onFailure(error);
  }

  /** Takes a connection for the time of the exchange. */
  connect(connections: Connections): Dispatcher {
    const connection = connections.take();
    this.#release = () => connections.give(connection);
    return connection;
  }

  protected settle(): void {
    this.#release?.();
    this.#release = undefined;
    clearTimeout(this.#total);
    this.#aborts.remove(this.#signal, this);
  }

  onAbort(): void {
    this.fail(callAborted(this.#signal.reason));
  }
}

class PlainExchange extends Exchange {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  readonly #resolve: (response: PlainResponse) => void;
  protected readonly onFailure: (error: UpstreamError) => void;

  constructor(
    { timeouts, signal, aborts }: ExchangeOptions,
    resolve: (response: PlainResponse) => void,
    reject: (error: UpstreamError) => void,
  ) {
    super(timeouts.totalMs, signal, aborts);
    this.#resolve = resolve;
    this.onFailure = reject;
  }

  onResponseData(_controller: Controller, bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes > maxAnswerBytes) this.fail(tooLong());
    else this.#chunks.push(bytes);
  }

  onResponseEnd(): void {
    this.settle();
    const [first] = this.#chunks;
    const body = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.status, headers: this.headers, body });
  }
}

class StreamedExchange extends Exchange implements StreamControl {
  readonly #receiver: StreamReceiver;
  readonly #idleMs: number;
  readonly #first: NodeJS.Timeout;
  #idle: NodeJS.Timeout | undefined;
  #isPaused = false;
  #hasEnded = false;

  constructor({ timeouts, signal, aborts }: ExchangeOptions, receiver: StreamReceiver) {
    super(timeouts.totalMs, signal, aborts);
    this.#receiver = receiver;
    this.#idleMs = timeouts.idleMs;
    this.#first = setTimeout(
      () => this.fail(timeoutError(`no output within ${timeouts.firstMs} ms`)),
      timeouts.firstMs,
    );
  }

  override onResponseStart(controller: Controller, status: number, headers: ResponseHeaders): void {
    super.onResponseStart(controller, status, headers);
    const isInterim = status < 200;
    if (!isInterim) this.#receiver.onHead(status, headers, this);
  }

  onResponseData(_controller: Controller, bytes: Buffer): void {
    this.#idle?.refresh();
    this.#receiver.onBytes(bytes);
  }

  onResponseEnd(): void {
    this.settle();
    this.#end(undefined);
  }

  pause(): void {
    this.#isPaused = true;
    this.controller?.pause();
  }

  resume(): void {
    if (this.#hasEnded) return;
    this.#isPaused = false;
    this.#idle?.refresh();
    this.controller?.resume();
  }

  abort(error: UpstreamError): void {
    this.fail(error);
  }

  // A paused stream is slow because of its reader; only the total time counts then.
  outputStarted(): void {
    clearTimeout(this.#first);
    if (this.#hasEnded) return;
    this.#idle = setTimeout(() => {
      if (!this.#isPaused) this.fail(timeoutError(`nothing more for ${this.#idleMs} ms`));
    }, this.#idleMs);
  }

  protected override settle(): void {
    super.settle();
    clearTimeout(this.#first);
    clearTimeout(this.#idle);
  }

  protected onFailure(error: UpstreamError): void {
    this.#end(error);
  }

  #end(error: UpstreamError | undefined): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#receiver.onEnd(error);
  }
}

const timeoutError = (message: string) =>
  new UpstreamError('timeout', message, { code: 'timeout' });

const tooLong = () =>
  new UpstreamError('server_error', `the answer is over ${maxAnswerBytes} bytes`, {
    code: 'answer_too_large',
  });

function toUpstreamError(error: unknown): UpstreamError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const kind: FailureKind = code === 'UND_ERR_CONNECT_TIMEOUT' ? 'timeout' : 'network';
  return new UpstreamError(kind, describe(error), { cause: error, code });
}

function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
