/** The text of one chunk of bytes. */
export interface ChunkText {
  text: string;
  /** Latin 1, a character for each byte, where the bytes are not UTF-8. */
  encoding: 'utf8' | 'latin1';
  /** Valid until the next `push`. */
  bytes: Buffer;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const nothing = Buffer.alloc(0);

/**
 * Decodes bytes chunk by chunk, which is faster than text by text. The start of a character whose end the chunk
 * lacks goes with the next one. A chunk may be cut anywhere and may be overwritten after `push`.
 */
export class ChunkDecoder {
  #held = nothing;

  push(chunk: Buffer): ChunkText {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const end = bytes.length - unfinishedLength(bytes);
    this.#held = Buffer.from(bytes.subarray(end));
    return decode(bytes.subarray(0, end));
  }

  /** The start of a character that the end cuts off, or nothing. */
  end(): ChunkText {
    const rest = this.#held;
    this.#held = nothing;
    return decode(rest);
  }
}

/** The bytes of a part of the text: those of the chunk where it is the whole, so that a long value costs no copies. */
export function bytesOf({ text, encoding, bytes }: ChunkText, from: number, end: number): Buffer {
  if (from === 0 && end === text.length) return bytes;
  return Buffer.from(text.slice(from, end), encoding);
}

function decode(bytes: Buffer): ChunkText {
  try {
    return { text: utf8.decode(bytes), encoding: 'utf8', bytes };
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'latin1', bytes };
  }
}

/** How many bytes at the end begin a character that needs more of them. */
function unfinishedLength(bytes: Buffer): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length += 1) {
    const byte = bytes[bytes.length - length] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return lengthOfCharacter(byte) > length ? length : 0;
  }
  return 0;
}

/** By its first byte. */
function lengthOfCharacter(byte: number): number {
  if (byte >= 0xf0) return 4;
  return byte >= 0xe0 ? 3 : 2;
}
