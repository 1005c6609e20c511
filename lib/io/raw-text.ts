import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

/** Kept of what is too large. */
export const prefixBytes = 1024;

/** A text too long to hold: that of its first KiB, and its length where that is known. */
export class Oversized {
  readonly prefix: string;
  readonly byteLength: number | undefined;

  constructor(prefix: string, byteLength?: number) {
    this.prefix = prefix;
    this.byteLength = byteLength;
  }
}

/** What stands for one record in the input: its text, or its bytes where they are not UTF-8. */
export type RawText = string | Buffer | Oversized;

/** `bytes` may be only the start of a text of `byteLength` bytes, if that is over `maxBytes`. */
export function toRawText(bytes: Buffer, byteLength: number, maxBytes: number): RawText {
  if (byteLength > maxBytes) return new Oversized(startOf(bytes), byteLength);
  return isUtf8(bytes) ? bytes.toString() : Buffer.from(bytes);
}

/** The text of the first KiB, without a character that is cut at its end. */
const startOf = (bytes: Buffer): string =>
  new StringDecoder('utf8').write(bytes.subarray(0, prefixBytes));
