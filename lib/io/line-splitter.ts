import { isUtf8 } from 'node:buffer';
import { HeldBytes } from './held-bytes.ts';
import { type RawText, toRawText } from './raw-text.ts';

const lineFeed = 0x0a;
const byteOrderMark = Buffer.from('\uFEFF');

/**
 * Cuts the bytes of one file into lines without their line feeds and drops a byte order mark at its start.
 * A chunk may be cut anywhere and may be overwritten after `push`. Holds at most one unfinished line of
 * `maxLineBytes`; a line is a slice of the text of its chunk, and keeps that alive.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  readonly #held: HeldBytes;
  #isFirstLine = true;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
    this.#held = new HeldBytes(maxLineBytes + byteOrderMark.length);
  }

  /** The lines that end in this chunk, in order. */
  push(chunk: Buffer): RawText[] {
    const lines: RawText[] = [];
    const end = chunk.lastIndexOf(lineFeed) + 1;
    if (end > 0) {
      const start = this.#endHeldLine(chunk, lines);
      this.#cutLines(chunk.subarray(start, end), lines);
    }
    this.#held.append(chunk.subarray(end));
    return lines;
  }

  /** The last line, where the file does not end in a line feed. */
  end(): RawText[] {
    return this.#held.byteLength === 0 ? [] : [this.#takeHeldLine()];
  }

  /** Completes the line that began in an earlier chunk; gives the offset of the next one. */
  #endHeldLine(chunk: Buffer, lines: RawText[]): number {
    if (this.#held.byteLength === 0 && !this.#isFirstLine) return 0;
    const end = chunk.indexOf(lineFeed);
    this.#held.append(chunk.subarray(0, end));
    lines.push(this.#takeHeldLine());
    return end + 1;
  }

  #takeHeldLine(): RawText {
    const { byteLength } = this.#held;
    const bytes = this.#held.take();
    const hasMark =
      this.#isFirstLine && bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark);
    const start = hasMark ? byteOrderMark.length : 0;
    this.#isFirstLine = false;
    return toRawText(bytes.subarray(start), byteLength - start, this.#maxLineBytes);
  }

  /** At once where all are valid, as nearly always, which is faster. */
  #cutLines(bytes: Buffer, lines: RawText[]): void {
    if (bytes.length <= this.#maxLineBytes && isUtf8(bytes)) cutText(bytes.toString(), lines);
    else this.#cutBytes(bytes, lines);
  }

  #cutBytes(bytes: Buffer, lines: RawText[]): void {
    let start = 0;
    while (start < bytes.length) {
      const end = bytes.indexOf(lineFeed, start);
      lines.push(toRawText(bytes.subarray(start, end), end - start, this.#maxLineBytes));
      start = end + 1;
    }
  }
}

function cutText(text: string, lines: RawText[]): void {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    lines.push(text.slice(start, end));
    start = end + 1;
  }
}
