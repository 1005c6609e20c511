import { UpstreamError } from '../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../json.ts';
import { ArraySplitter } from '../providers/array-frames.ts';
import { maxAnswerBytes } from '../providers/exchange.ts';
import type { Frame, Splitter } from '../providers/frames.ts';
import type {
  Framing,
  ResponseHeaders,
  StreamEvent,
  StreamReading,
} from '../providers/provider.ts';

import type { StreamControl, StreamReceiver } from '../providers/streamed-exchange.ts';
import type { Usage } from '../usage.ts';
import type { Chunk, Outcome } from './handler.ts';
import { hasOutput } from './has-output.ts';
import { maxFrameBytes, openSplitter } from './open-splitter.ts';
import { WholeBody } from './whole-body.ts';

/** Bytes that wait for their reader before the socket is paused. */
const maxWaitingBytes = 256 * 1024;

/** What a stream needs to know of its provider. */
export interface ReplyReader {
  framing: Framing;
  /** @throws SyntaxError */
  parse(data: string): JsonValue;
  /** @throws UpstreamError for an error inside the stream */
  read(event: StreamEvent): StreamReading;
  /** As StreamReader.end. */
  end(): readonly JsonObject[] | undefined;
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
  readonly #reader: ReplyReader;
  #splitter: Splitter;
  readonly #start = Promise.withResolvers<void>();
  readonly #end = Promise.withResolvers<Outcome>();
  #control: StreamControl | undefined;
  #status = 0;
  #headers: ResponseHeaders = {};
  #isKnown = false;
  /** What came instead of events. */
  #body: WholeBody | undefined;
  #waiting: Chunk[][] = [];
  #waitingBytes = 0;
  #isPaused = false;
  #usage: Usage | undefined;
  #hasOutput = false;
  /** OpenAI's end mark has been given out. */
  #isMarked = false;
  #outcome: Outcome | undefined;
  #wake: (() => void) | undefined;

  constructor(reader: ReplyReader) {
    this.#reader = reader;
    this.#splitter = openSplitter(reader.framing);
    this.started = this.#start.promise;
    this.done = this.#end.promise;
  }

  onHead(status: number, headers: ResponseHeaders, control: StreamControl): void {
    this.#control = control;
    this.#status = status;
    this.#headers = headers;
    if (status < 200 || status > 299) this.#body = new WholeBody();
  }

  onBytes(bytes: Buffer): void {
    if (this.#outcome) return;
    try {
      if (!this.#isKnown) this.#meet(bytes);
      if (this.#body) this.#body.push(bytes);
      else this.#keep(this.#splitter.push(bytes));
      // The connection may stay open or break after it, which OpenAI's own clients do not see either.
      if (this.#isMarked) this.onEnd(undefined);
    } catch (error) {
      this.#control?.abort(toUpstreamError(error));
    }
  }

  onEnd(error: UpstreamError | undefined): void {
    if (this.#outcome) return;
    try {
      if (error) throw this.#reader.complete(error);
      if (this.#body) throw this.#reader.refuse(this.#status, this.#headers, this.#body.text());
      this.#keep(this.#splitter.end().filter(isWhole));
      this.#finish();
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
  #keep(frames: readonly Frame[]): void {
    const chunks: Chunk[] = [];
    try {
      for (const frame of frames) this.#read(frame, chunks);
    } finally {
      if (chunks.length > 0) this.#offer(chunks);
    }
  }

  #offer(chunks: Chunk[]): void {
    this.#waiting.push(chunks);
    this.#waitingBytes += bytesOf(chunks);
    if (this.#hasOutput) this.#rest();
    else if (this.#waitingBytes > maxAnswerBytes) {
      throw new RangeError(`there is no output in ${maxAnswerBytes} bytes`);
    }
    this.#wake?.();
  }

  /** Only once there is output: before it nobody reads. */
  #rest(): void {
    if (this.#isPaused || this.#waitingBytes <= maxWaitingBytes) return;
    this.#isPaused = true;
    this.#control?.pause();
  }

  /** After the end mark nothing is read, as by OpenAI's own clients. */
  #read({ bytes, name, data }: Frame, chunks: Chunk[]): void {
    if (this.#isMarked) return;
    const isSilent = data === '';
    const json = isSilent || data === endMark ? undefined : this.#parse(data);
    const reading = isSilent ? asItCame : this.#reader.read({ name, json });
    this.#usage = reading.usage ?? this.#usage;
    if (reading.chunks) {
      for (const chunk of reading.chunks) chunks.push(this.#written(chunk));
    } else {
      chunks.push({ bytes, json: () => json });
      if (json) this.#note(json);
      this.#isMarked ||= data === endMark;
    }
  }

  /** What the reader still has to say, and the end mark where the provider sent none. */
  #finish(): void {
    const last = this.#reader.end();
    if (!last) throw this.#reader.complete(incomplete());
    const chunks = last.map((chunk) => this.#written(chunk));
    if (!this.#isMarked) {
      chunks.push({ bytes: Buffer.from(`data: ${endMark}\n\n`), json: () => undefined });
    }
    if (chunks.length > 0) this.#offer(chunks);
  }

  #written(json: JsonObject): Chunk {
    this.#note(json);
    return { bytes: Buffer.from(`data: ${stringifyJson(json)}\n\n`), json: () => json };
  }

  #parse(data: string): JsonObject {
    try {
      const value = this.#reader.parse(data);
      if (isJsonObject(value)) return value;
      throw new SyntaxError('expected an object');
    } catch (cause) {
      throw new UpstreamError('server_error', 'an event of the stream is not a JSON object', {
        code: 'unexpected_body',
        cause,
      });
    }
  }

  #note(chunk: JsonObject): void {
    if (this.#hasOutput || !hasOutput(chunk)) return;
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

  /**
   * What comes instead of events, whatever the headers call it: a page, an object or an array, maybe after a
   * byte order mark.
   */
  #meet(bytes: Buffer): void {
    const [start] = /[^\s\xef\xbb\xbf]/.exec(bytes.toString('latin1')) ?? [];
    this.#isKnown = start !== undefined;
    const isPlain = start === '<' || (start === '{' && this.#reader.framing !== 'lines');
    if (isPlain) this.#body ??= new WholeBody();
    if (start === '[' && this.#reader.framing === 'sse') {
      this.#splitter = new ArraySplitter(maxFrameBytes);
    }
  }

  #settle(error: UpstreamError | undefined): void {
    if (this.#isPaused) this.#control?.resume();
    this.#isPaused = false;
    this.#outcome = { error, usage: this.#usage };
    this.#end.resolve(this.#outcome);
    if (error && !this.#hasOutput) this.#start.reject(error);
    else this.#start.resolve();
    this.#wake?.();
  }
}

const endMark = '[DONE]';

/** A comment, or another frame that says nothing. */
const asItCame: StreamReading = { chunks: undefined, usage: undefined };

const bytesOf = (chunks: readonly Chunk[]): number =>
  chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** False for a frame that the end of the connection cut off. */
function isWhole({ data }: Frame): boolean {
  if (data === endMark) return true;
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
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
