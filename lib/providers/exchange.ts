import type { Dispatcher } from 'undici';
import { callAborted, type FailureKind, UpstreamError } from '../errors.ts';
import type { AbortListener, AbortListeners } from './abort-listeners.ts';
import type { Connections } from './connections.ts';
import type { ResponseHeaders } from './provider.ts';

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

export interface ExchangeOptions {
  timeouts: Timeouts;
  signal: AbortSignal;
  aborts: AbortListeners;
}

export type Controller = Dispatcher.DispatchController;

/** One request and its answer: owns the timers and the abort, settles once. */
export abstract class Exchange implements Dispatcher.DispatchHandler, AbortListener {
  abortIndex = -1;
  protected status = 0;
  protected headers: ResponseHeaders = {};
  protected controller: Controller | undefined;
  readonly #signal: AbortSignal;
  readonly #aborts: AbortListeners;
  readonly #total: NodeJS.Timeout;
  #failure: UpstreamError | undefined;
  #connections: Connections | undefined;
  #connection: Dispatcher | undefined;

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
    this.#connections = connections;
    this.#connection = connections.take();
    return this.#connection;
  }

  protected settle(): void {
    if (this.#connection) this.#connections?.give(this.#connection);
    this.#connection = undefined;
    clearTimeout(this.#total);
    this.#aborts.remove(this.#signal, this);
  }

  onAbort(): void {
    this.fail(callAborted(this.#signal.reason));
  }
}

export const timeoutError = (message: string) =>
  new UpstreamError('timeout', message, { code: 'timeout' });

/** What undici or the system raised, with its code. */
export function toUpstreamError(error: unknown): UpstreamError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const kind: FailureKind = code === 'UND_ERR_CONNECT_TIMEOUT' ? 'timeout' : 'network';
  return new UpstreamError(kind, describe(error), { cause: error, code });
}

const unreachedCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** No connection was made: the request has not reached the server. */
export const isUnreached = ({ code }: UpstreamError): boolean => unreachedCodes.has(code);

function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
