import { prefixBytes } from './raw-text.ts';

/** Kept for the next text, since a buffer per chunk would wait long for a collection of old memory. */
const retainedBytes = 1024 * 1024;

/** The bytes of an unfinished text over several chunks: counts all, keeps the first `maxBytes`. */
export class HeldBytes {
  readonly #capacity: number;
  #buffer = Buffer.alloc(0);
  byteLength = 0;

  constructor(maxBytes: number) {
    this.#capacity = Math.max(maxBytes, prefixBytes);
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

  /** Doubles, so that a text of many chunks is copied in linear time. */
  #makeRoom(length: number): void {
    if (length <= this.#buffer.length) return;
    const doubled = Math.min(2 * this.#buffer.length, this.#capacity);
    const grown = Buffer.allocUnsafeSlow(Math.max(length, doubled));
    this.#buffer.copy(grown, 0, 0, this.byteLength);
    this.#buffer = grown;
  }
}
