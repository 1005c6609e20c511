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

/** True when all characters that lie wholly within the chunk are UTF-8: checked once, not for each text in it. */
export function isUtf8Within(chunk: Buffer): boolean {
  let start = 0;
  while (start < 3 && isContinuation(chunk[start])) start += 1;
  let end = chunk.length;
  const least = Math.max(start, end - 3);
  while (end > least && isContinuation(chunk[end - 1])) end -= 1;
  // The character that these continue may go on in the next chunk.
  return isUtf8(chunk.subarray(start, Math.max(start, end - 1)));
}

const isContinuation = (byte: number | undefined): boolean =>
  byte !== undefined && (byte & 0xc0) === 0x80;
