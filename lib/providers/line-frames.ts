import type { Frame, Splitter } from './frames.ts';

const lineFeed = 10;

/** Cuts lines of JSON; blank ones are left out. Handles CRLF and lines cut anywhere. */
export class LineSplitter implements Splitter {
  readonly #maxBytes: number;
  /** The pieces of a line whose end has not come. */
  #pieces: Buffer[] = [];
  #pendingBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(bytes: Buffer): Frame[] {
    const frames: Frame[] = [];
    let from = 0;
    for (;;) {
      const feed = bytes.indexOf(lineFeed, from);
      if (feed < 0) break;
      this.#keep(bytes.subarray(from, feed + 1));
      frames.push(...this.end());
      from = feed + 1;
    }
    this.#keep(bytes.subarray(from));
    return frames;
  }

  end(): Frame[] {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#pendingBytes = 0;
    const data = bytes.toString().trim();
    return data === '' ? [] : [{ bytes, name: undefined, data }];
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > this.#maxBytes) {
      throw new RangeError(`a line is over ${this.#maxBytes} bytes`);
    }
  }
}
