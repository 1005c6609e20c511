/** One server-sent event: its bytes as they came, and its `data` lines joined. */
export interface SseEvent {
  bytes: Buffer;
  data: string;
}

const lineFeed = 10;
const carriageReturn = 13;

/** Cuts a stream of bytes into events, in one pass. Handles CRLF, comments and events cut anywhere. */
export class SseSplitter {
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  /** Up to here #rest holds no end of an event. */
  #scanned = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The events that this read completed. @throws RangeError for an event over the bound */
  push(bytes: Buffer): SseEvent[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const events: SseEvent[] = [];
    for (;;) {
      const end = this.#findEnd();
      if (end < 0) break;
      events.push(toEvent(this.#rest.subarray(0, end)));
      this.#rest = this.#rest.subarray(end);
      this.#scanned = 0;
    }
    if (this.#rest.length > this.#maxBytes) {
      throw new RangeError(`an event is over ${this.#maxBytes} bytes`);
    }
    return events;
  }

  /** What stands after the last blank line, for streams that end without one; none or one event. */
  end(): SseEvent[] {
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest.length > 0 ? [toEvent(rest)] : [];
  }

  /** The index after the blank line that ends the first event, or -1. */
  #findEnd(): number {
    for (let at = this.#scanned; ; ) {
      const feed = this.#rest.indexOf(lineFeed, at);
      if (feed < 0) break;
      const next = this.#rest[feed + 1] === carriageReturn ? feed + 2 : feed + 1;
      if (this.#rest[next] === lineFeed) return next + 1;
      at = feed + 1;
    }
    this.#scanned = Math.max(0, this.#rest.length - 2);
    return -1;
  }
}

function toEvent(bytes: Buffer): SseEvent {
  const data = bytes
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trim());
  return { bytes, data: data.join('\n') };
}
