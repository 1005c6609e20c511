import type { Writable } from 'node:stream';
import { LlmPipeError, StopError } from '../errors.ts';
import { codeOf, reasonOf } from './system-error.ts';

/** The reader of our output has gone, as `head` does; no fault of anybody (exit 0). */
export class BrokenPipeError extends LlmPipeError {
  constructor(name: string, options?: ErrorOptions) {
    super('broken_pipe', `nobody reads ${name} any more`, options);
  }
}

/** Text, or the bytes of it, into a stream, with backpressure and with errors that name the output. */
export class TextWriter {
  /** Resolves with the first failure, also with one that comes while nothing is being written. */
  readonly broken: Promise<LlmPipeError>;
  readonly #stream: Writable;
  readonly #name: string;
  readonly #breaking = Promise.withResolvers<LlmPipeError>();
  #failure: LlmPipeError | undefined = undefined;
  #room: PromiseWithResolvers<void> | undefined = undefined;
  #closing: Promise<void> | undefined = undefined;
  #bytesWritten = 0;

  constructor(stream: Writable, name: string) {
    this.#stream = stream;
    this.#name = name;
    this.broken = this.#breaking.promise;
    stream.on('error', (error) => this.#fail(error));
    stream.on('drain', () => this.#makeRoom());
  }

  /** Bytes that the stream has passed on. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Nothing while there is room for more; else a promise that settles when there is, or on failure. */
  write(content: string | Buffer): Promise<void> | undefined {
    if (this.#failure) return Promise.reject(this.#failure);
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const hasRoom = this.#stream.write(bytes, (error) => {
      if (error) this.#fail(error);
      else this.#bytesWritten += bytes.length;
    });
    if (this.#stream.errored) return Promise.reject(this.#fail(this.#stream.errored));
    // A stream asks to wait by the size of a text, even if the kernel has taken all of it at once.
    if (hasRoom || this.#stream.writableLength === 0) return undefined;
    return this.#waitForRoom();
  }

  /** Settles when the stream has passed on all text. @throws BrokenPipeError, StopError */
  async flush(): Promise<void> {
    if (this.#failure) throw this.#failure;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#stream.write('', (error) => (error ? reject(this.#fail(error)) : resolve()));
    await promise;
  }

  /** Flushes and closes the stream, once. @throws BrokenPipeError, StopError */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    if (this.#failure) throw this.#failure;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#stream.once('close', resolve);
    this.#stream.once('error', (error) => reject(this.#fail(error)));
    this.#stream.end();
    await promise;
  }

  #waitForRoom(): Promise<void> {
    if (!this.#room) {
      this.#room = Promise.withResolvers();
      // Who stops because of `broken` need not wait for this promise too.
      this.#room.promise.catch(() => {});
    }
    return this.#room.promise;
  }

  #makeRoom(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }

  #fail(error: Error): LlmPipeError {
    this.#failure ??= this.#explain(error);
    this.#breaking.resolve(this.#failure);
    this.#room?.reject(this.#failure);
    this.#room = undefined;
    return this.#failure;
  }

  #explain(cause: Error): LlmPipeError {
    if (codeOf(cause) === 'EPIPE') return new BrokenPipeError(this.#name, { cause });
    return new StopError(`cannot write ${this.#name}: ${reasonOf(cause)}`, { cause });
  }
}
