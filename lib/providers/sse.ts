import type { Frame, Splitter } from './frames.ts';

const lineFeed = 10;
const carriageReturn = 13;
const twoReturns = Buffer.from('\r\r');
const blankLine = Buffer.from('\n\n');
const byteOrderMark = 0xfeff;

/**
 * Cuts server-sent events, in one pass. Handles all three ends of a line, a byte order mark, comments and
 * events cut anywhere.
 */
export class SseSplitter implements Splitter {
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  /** Up to here #rest holds no end of an event. */
  #scanned = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(bytes: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const events: Frame[] = [];
    for (;;) {
      const end = this.#findEnd();
      if (end < 0) break;
      events.push(toFrame(this.#rest.subarray(0, end)));
      this.#rest = this.#rest.subarray(end);
      this.#scanned = 0;
    }
    if (this.#rest.length > this.#maxBytes) {
      throw new RangeError(`an event is over ${this.#maxBytes} bytes`);
    }
    return events;
  }

  /** For streams that end without a blank line; it is added, since other events may follow for a client. */
  end(): Frame[] {
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest.length > 0 ? [toFrame(Buffer.concat([rest, blankLine]))] : [];
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
    const returns = this.#rest.indexOf(twoReturns, this.#scanned);
    if (returns >= 0) return returns + 2;
    this.#scanned = Math.max(0, this.#rest.length - 2);
    return -1;
  }
}

/** Its `data` lines joined, and the last `event`. */
function toFrame(bytes: Buffer): Frame {
  const text = bytes.toString();
  let name: string | undefined;
  let data = '';
  const lineEnd = text.includes('\n') ? '\n' : '\r';
  for (let from = text.charCodeAt(0) === byteOrderMark ? 1 : 0; from < text.length; ) {
    const feed = text.indexOf(lineEnd, from);
    const to = feed < 0 ? text.length : feed;
    if (text.startsWith('data:', from)) {
      const line = text.slice(from + 5, to).trim();
      data = data === '' ? line : `${data}\n${line}`;
    } else if (text.startsWith('event:', from)) {
      name = text.slice(from + 6, to).trim();
    }
    from = to + 1;
  }
  return { bytes, name, data };
}
