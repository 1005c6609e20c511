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
  /** The event whose end has not come. */
  #parts: Buffer[] = [];
  #held = 0;
  /** Up to here it has been searched for its end. */
  #scanned = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(bytes: Buffer): Frame[] {
    this.#parts.push(bytes);
    this.#held += bytes.length;
    // Joining a long event at each read would copy it over and over.
    const mayEnd = bytes.includes(lineFeed) || bytes.includes(carriageReturn);
    const events = mayEnd ? this.#cut() : [];
    if (this.#held > this.#maxBytes) {
      throw new RangeError(`an event is over ${this.#maxBytes} bytes`);
    }
    return events;
  }

  /** For streams that end without a blank line; it is added, since other events may follow for a client. */
  end(): Frame[] {
    const rest = [...this.#parts, blankLine];
    this.#parts = [];
    return rest.length > 1 ? [toFrame(Buffer.concat(rest))] : [];
  }

  #cut(): Frame[] {
    const [first] = this.#parts;
    let rest = first && this.#parts.length === 1 ? first : Buffer.concat(this.#parts);
    const events: Frame[] = [];
    for (;;) {
      const end = this.#findEnd(rest);
      if (end < 0) break;
      events.push(toFrame(rest.subarray(0, end)));
      rest = rest.subarray(end);
      this.#scanned = 0;
    }
    this.#parts = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    return events;
  }

  /** The index after the blank line that ends the first event, or -1. */
  #findEnd(bytes: Buffer): number {
    for (let at = this.#scanned; ; ) {
      const feed = bytes.indexOf(lineFeed, at);
      if (feed < 0) break;
      const next = bytes[feed + 1] === carriageReturn ? feed + 2 : feed + 1;
      if (bytes[next] === lineFeed) return next + 1;
      at = feed + 1;
    }
    const returns = bytes.indexOf(twoReturns, this.#scanned);
    if (returns >= 0) return returns + 2;
    this.#scanned = Math.max(0, bytes.length - 2);
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
