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
  /** Of the present element, what earlier reads brought. */
  #parts: Buffer[] = [];
  #held = 0;
  /** 1 between two elements. */
  #depth = 0;
  #isText = false;
  #isEscaped = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(bytes: Buffer): Frame[] {
    const frames: Frame[] = [];
    let from = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const step = this.#stepAt(bytes[at] ?? 0);
      this.#depth += step;
      if (step > 0 && this.#depth === 2) from = at;
      if (step < 0 && this.#depth === 1) frames.push(this.#take(bytes.subarray(from, at + 1)));
    }
    if (this.#depth > 1) this.#keep(bytes.subarray(from));
    return frames;
  }

  /** None: an element ends by itself. What a cut one would have said is missed by the reader. */
  end(): Frame[] {
    return [];
  }

  /** How much deeper the structure gets by this byte. */
  #stepAt(code: number): number {
    if (this.#isText || code === quote) this.#readText(code);
    else if (openers.has(code)) return 1;
    else if (closers.has(code)) return -1;
    return 0;
  }

  /** Follows the quotes; nothing between them is structure. */
  #readText(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === quote) this.#isText = !this.#isText;
    else this.#isEscaped = code === backslash;
  }

  #keep(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#held += bytes.length;
    if (this.#held > this.#maxBytes) {
      throw new RangeError(`an element is over ${this.#maxBytes} bytes`);
    }
  }

  /** The element that ends with these bytes. */
  #take(last: Buffer): Frame {
    const bytes = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    this.#held = 0;
    return { bytes, name: undefined, data: bytes.toString() };
  }
}
