import type { Frame, Splitter } from './frames.ts';

const quote = 34;
const backslash = 92;
const openers: ReadonlySet<number> = new Set([91, 123]);
const closers: ReadonlySet<number> = new Set([93, 125]);

/**
 * Cuts the objects out of a JSON array that comes as a stream, as Gemini answers without `alt=sse`
 * (recording d6570d8693f4).
 */
export class ArraySplitter implements Splitter {
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  /** Up to here #rest has been looked at. */
  #scanned = 0;
  /** Where in #rest the present element begins; -1 between two. */
  #from = -1;
  #depth = 0;
  #isText = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(bytes: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const frames: Frame[] = [];
    for (let at = this.#scanned; at < this.#rest.length; at += 1) {
      if (this.#skipsText(at)) {
        // Nothing in a text is structure.
        if (this.#rest[at] === backslash) at += 1;
      } else if (this.#endsElement(at)) {
        frames.push(this.#frame(this.#from, at + 1));
        this.#from = -1;
      }
      this.#scanned = at + 1;
    }
    this.#forget();
    return frames;
  }

  /** An element that was cut off; nothing where the array was closed, or between two elements. */
  end(): Frame[] {
    return this.#from < 0 ? [] : [this.#frame(this.#from, this.#rest.length)];
  }

  /** Follows the quotes; true inside a text. */
  #skipsText(at: number): boolean {
    if (this.#rest[at] !== quote) return this.#isText;
    this.#isText = !this.#isText;
    return true;
  }

  /** Follows the brackets; true at the one that closes an element of the array. */
  #endsElement(at: number): boolean {
    const code = this.#rest[at] ?? 0;
    if (openers.has(code)) {
      if (this.#depth === 1) this.#from = at;
      this.#depth += 1;
    } else if (closers.has(code)) {
      this.#depth -= 1;
      return this.#depth === 1;
    }
    return false;
  }

  #frame(from: number, to: number): Frame {
    const bytes = this.#rest.subarray(from, to);
    return { bytes, name: undefined, data: bytes.toString() };
  }

  #forget(): void {
    const done = Math.min(this.#from < 0 ? this.#scanned : this.#from, this.#rest.length);
    this.#rest = this.#rest.subarray(done);
    this.#scanned -= done;
    if (this.#from >= 0) this.#from = 0;
    if (this.#rest.length > this.#maxBytes) {
      throw new RangeError(`an element is over ${this.#maxBytes} bytes`);
    }
  }
}
