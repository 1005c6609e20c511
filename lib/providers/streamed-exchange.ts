import type { UpstreamError } from '../errors.ts';
import { type Controller, Exchange, type ExchangeOptions, timeoutError } from './exchange.ts';
import type { ResponseHeaders } from './provider.ts';

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

/** An exchange whose answer is passed on as it comes. */
export class StreamedExchange extends Exchange implements StreamControl {
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
