import { UpstreamError } from '../errors.ts';
import type { JsonValue } from '../json.ts';
import { maxAnswerBytes } from '../providers/exchange.ts';
import type { ChunkFacts, ResponseHeaders } from '../providers/provider.ts';
import { type SseEvent, SseSplitter } from '../providers/sse.ts';
import type { StreamControl, StreamReceiver } from '../providers/streamed-exchange.ts';
import type { Chunk, Outcome, Usage } from './handler.ts';

const maxEventBytes = 16 * 1024 * 1024;
/** Bytes that wait for their reader before the socket is paused. */
const maxWaitingBytes = 256 * 1024;

/** What a stream needs to know of its provider. */
export interface StreamReader {
  /** @throws UpstreamError for an error inside the stream */
  readChunk(json: JsonValue): ChunkFacts;
  /** The error that an answer without events means. */
  refuse(status: number, headers: ResponseHeaders, body: string): UpstreamError;
  /** An error of the transport, with the provider's name. */
  complete(error: UpstreamError): unknown;
}

/**
 * The chunks of a streamed answer. Events are read as they arrive, so that `done` is true to the upstream
 * even when nobody reads; the socket rests while the reader is behind.
 */
export class ReplyStream
  implements StreamReceiver, AsyncIterableIterator<readonly Chunk[], undefined>
{
  /** Resolves at the first output or at a proper end without any; rejects on a failure before it. */
  readonly started: Promise<void>;
  /** As Reply.done. */
  readonly done: Promise<Outcome>;
  readonly #reader: StreamReader;
  readonly #splitter = new SseSplitter(maxEventBytes);
  readonly #start = Promise.withResolvers<void>();
  readonly #end = Promise.withResolvers<Outcome>();
  #control: StreamControl | undefined;
  #status = 0;
  #headers: ResponseHeaders = {};
  #isKnown = false;
  /** What came instead of events. */
  #body: Body | undefined;
  #waiting: Chunk[][] = [];
  #waitingBytes = 0;
  #isPaused = false;
  #usage: Usage | undefined;
  #hasOutput = false;
  #isComplete = false;
  #outcome: Outcome | undefined;
  #wake: (() => void) | undefined;

  constructor(reader: StreamReader) {
    this.#reader = reader;
    this.started = this.#start.promise;
    this.done = this.#end.promise;
  }

  onHead(status: number, headers: ResponseHeaders, control: StreamControl): void {
    this.#control = control;
    this.#status = status;
    this.#headers = headers;
    if (status !== 200) this.#body = new Body();
  }

  onBytes(bytes: Buffer): void {
    if (this.#outcome) return;
    try {
      if (!this.#isKnown) this.#meet(bytes);
      if (this.#body) this.#body.push(bytes);
      else this.#keep(this.#splitter.push(bytes));
    } catch (error) {
      this.#control?.abort(toUpstreamError(error));
    }
  }

  onEnd(error: UpstreamError | undefined): void {
    try {
      if (error) throw this.#reader.complete(error);
      if (this.#body) throw this.#reader.refuse(this.#status, this.#headers, this.#body.text());
      this.#keep(this.#splitter.end().filter(isWhole));
      if (!this.#isComplete) throw this.#reader.complete(incomplete());
      this.#settle(undefined);
    } catch (cause) {
      this.#settle(toUpstreamError(cause));
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<readonly Chunk[], undefined>> {
    for (;;) {
      const chunks = this.#waiting.shift();
      if (chunks) {
        this.#taken(chunks);
        return { value: chunks, done: false };
      }
      if (this.#outcome?.error) throw this.#outcome.error;
      if (this.#outcome) return { value: undefined, done: true };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The reader has gone: the upstream is stopped, so that nothing more is paid for. */
  async return(): Promise<IteratorResult<readonly Chunk[], undefined>> {
    if (!this.#outcome) this.#control?.abort(new UpstreamError('aborted', 'the reader has gone'));
    return { value: undefined, done: true };
  }

  /** What came before an error in the same read is kept too. */
  #keep(events: readonly SseEvent[]): void {
    const chunks: Chunk[] = [];
    try {
      for (const event of events) chunks.push(this.#toChunk(event));
    } finally {
      if (chunks.length > 0) this.#offer(chunks);
    }
  }

  #offer(chunks: Chunk[]): void {
    this.#waiting.push(chunks);
    this.#waitingBytes += bytesOf(chunks);
    if (this.#waitingBytes > maxWaitingBytes && !this.#isPaused) {
      this.#isPaused = true;
      this.#control?.pause();
    }
    this.#wake?.();
  }

  #toChunk({ bytes, data }: SseEvent): Chunk {
    const json = data === '' || data === '[DONE]' ? undefined : parseEvent(data);
    if (json !== undefined) this.#note(this.#reader.readChunk(json));
    if (data === '[DONE]') this.#isComplete = true;
    return { bytes, json: () => json };
  }

  #note({ hasOutput, isTerminal, usage }: ChunkFacts): void {
    this.#usage = usage ?? this.#usage;
    this.#isComplete ||= isTerminal;
    if (!hasOutput || this.#hasOutput) return;
    this.#hasOutput = true;
    this.#control?.outputStarted();
    this.#start.resolve();
  }

  #taken(chunks: readonly Chunk[]): void {
    this.#waitingBytes -= bytesOf(chunks);
    if (!this.#isPaused || this.#waitingBytes > maxWaitingBytes / 2) return;
    this.#isPaused = false;
    this.#control?.resume();
  }

  /** JSON or HTML is no stream of events, whatever the headers call it. */
  #meet(bytes: Buffer): void {
    const start = bytes.toString().trimStart();
    this.#isKnown = start !== '';
    if (/^[{[<]/.test(start)) this.#body ??= new Body();
  }

  #settle(error: UpstreamError | undefined): void {
    if (this.#outcome) return;
    this.#outcome = { error, usage: this.#usage };
    this.#end.resolve(this.#outcome);
    if (error && !this.#hasOutput) this.#start.reject(error);
    else this.#start.resolve();
    this.#wake?.();
  }
}

/** An answer that must be read as a whole, of bounded length. */
class Body {
  readonly #parts: Buffer[] = [];
  #bytes = 0;

  /** @throws RangeError */
  push(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes > maxAnswerBytes)
      throw new RangeError(`the body is over ${maxAnswerBytes} bytes`);
    this.#parts.push(bytes);
  }

  text(): string {
    return Buffer.concat(this.#parts).toString();
  }
}

const bytesOf = (chunks: readonly Chunk[]): number =>
  chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** False for an event that the end of the connection cut off. */
function isWhole({ data }: SseEvent): boolean {
  if (data === '[DONE]') return true;
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}

function parseEvent(data: string): JsonValue {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new UpstreamError('server_error', 'an event of the stream is not JSON', {
      code: 'unexpected_body',
      cause,
    });
  }
}

const incomplete = () =>
  new UpstreamError('network', 'the stream ended before the answer did', {
    code: 'stream_incomplete',
  });

function toUpstreamError(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new UpstreamError('server_error', message, { code: 'unexpected_body', cause: error });
}
