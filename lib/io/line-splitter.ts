import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

/** A line too long to hold: the text of its first KiB, and its length where that is known. */
export class OversizedLine {
  readonly prefix: string;
  readonly byteLength: number | undefined;

  constructor(prefix: string, byteLength?: number) {
    this.prefix = prefix;
    this.byteLength = byteLength;
  }
}

/** A line without its line feed: its text, or its bytes where they are not UTF-8. */
export type Line = string | Buffer | OversizedLine;

const lineFeed = 0x0a;
const prefixBytes = 1024;
/** Kept for the next line, since a buffer per chunk would wait long for a collection of old memory. */
const retainedBytes = 1024 * 1024;
const byteOrderMark = Buffer.from('\uFEFF');

/**
 * Cuts the bytes of one file into lines and drops a byte order mark at its start. A chunk may be cut
 * anywhere and may be overwritten after `push`. Holds at most one unfinished line of `maxLineBytes`.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  readonly #held: HeldLine;
  #isFirstLine = true;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
    this.#held = new HeldLine(Math.max(maxLineBytes, prefixBytes));
  }

  /** The lines that end in this chunk, in order. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    const end = chunk.lastIndexOf(lineFeed) + 1;
    if (end > 0) {
      const start = this.#endHeldLine(chunk, lines);
      this.#cutLines(chunk.subarray(start, end), lines);
    }
    this.#held.append(chunk.subarray(end));
    return lines;
  }

  /** The last line, where the file does not end in a line feed. */
  end(): Line[] {
    return this.#held.byteLength === 0 ? [] : [this.#takeHeldLine()];
  }

  /** Completes the line that began in an earlier chunk; gives the offset of the next one. */
  #endHeldLine(chunk: Buffer, lines: Line[]): number {
    if (this.#held.byteLength === 0 && !this.#isFirstLine) return 0;
    const end = chunk.indexOf(lineFeed);
    this.#held.append(chunk.subarray(0, end));
    lines.push(this.#takeHeldLine());
    return end + 1;
  }

  #takeHeldLine(): Line {
    const { byteLength } = this.#held;
    const bytes = this.#held.take();
    const hasMark = this.#isFirstLine && bytes.subarray(0, 3).equals(byteOrderMark);
    this.#isFirstLine = false;
    return this.#toLine(hasMark ? bytes.subarray(3) : bytes, byteLength);
  }

  /** Checks the encoding once for all lines, since nearly always all are valid. */
  #cutLines(bytes: Buffer, lines: Line[]): void {
    const arePlain = bytes.length <= this.#maxLineBytes && isUtf8(bytes);
    let start = 0;
    while (start < bytes.length) {
      const end = bytes.indexOf(lineFeed, start);
      // A string of its own per line, since a slice of a longer one would keep all of it alive.
      const line = arePlain
        ? bytes.toString('utf8', start, end)
        : this.#toLine(bytes.subarray(start, end), end - start);
      lines.push(line);
      start = end + 1;
    }
  }

  #toLine(bytes: Buffer, byteLength: number): Line {
    if (byteLength > this.#maxLineBytes) return new OversizedLine(startOf(bytes), byteLength);
    return isUtf8(bytes) ? bytes.toString() : Buffer.from(bytes);
  }
}

/** The text of the first KiB, without a character that is cut at its end. */
const startOf = (bytes: Buffer): string =>
  new StringDecoder('utf8').write(bytes.subarray(0, prefixBytes));

/** Counts the bytes of an unfinished line and keeps the first `capacity` of them. */
class HeldLine {
  readonly #capacity: number;
  #buffer = Buffer.alloc(0);
  byteLength = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  append(bytes: Buffer): void {
    const length = this.byteLength + bytes.length;
    this.#makeRoom(Math.min(length, this.#capacity));
    bytes.copy(this.#buffer, this.byteLength);
    this.byteLength = length;
  }

  /** Starts over; the bytes kept are valid until the next `append`. */
  take(): Buffer {
    const bytes = this.#buffer.subarray(0, this.byteLength);
    this.byteLength = 0;
    if (this.#buffer.length > retainedBytes) this.#buffer = Buffer.alloc(0);
    return bytes;
  }

  /** Doubles, so that a line of many chunks is copied in linear time. */
  #makeRoom(length: number): void {
    if (length <= this.#buffer.length) return;
    const doubled = Math.min(2 * this.#buffer.length, this.#capacity);
    const grown = Buffer.allocUnsafeSlow(Math.max(length, doubled));
    this.#buffer.copy(grown, 0, 0, this.byteLength);
    this.#buffer = grown;
  }
}
