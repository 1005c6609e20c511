import type { ChunkText } from './chunk-decoder.ts';

/** Both count from 1. */
export interface TextPlace {
  line: number;
  /** In characters, as JavaScript counts them; bytes that are not UTF-8 count as they would in it. */
  column: number;
}

/** Tells where places are in a text that is read in chunks; the places must not go back. */
export class LineCounter {
  #chunk: ChunkText = { text: '', encoding: 'utf8', bytes: Buffer.alloc(0) };
  /** Up to here in the chunk, line and column have been counted. */
  #counted = 0;
  /** The first line feed that has not, or the chunk's length. */
  #lineFeed = 0;
  #line = 1;
  #column = 1;

  /** Places in the chunk before can be told no more. */
  begin(chunk: ChunkText): void {
    this.end();
    this.#chunk = chunk;
    this.#counted = 0;
    this.#lineFeed = this.#find(0);
  }

  /** Where an offset in the chunk's text is. */
  placeOf(at: number): TextPlace {
    while (this.#lineFeed < at) {
      this.#line += 1;
      this.#column = 1;
      this.#counted = this.#lineFeed + 1;
      this.#lineFeed = this.#find(this.#counted);
    }
    this.#column += this.#widthUpTo(at);
    this.#counted = at;
    return { line: this.#line, column: this.#column };
  }

  /** Where the last chunk ends. */
  end(): TextPlace {
    return this.placeOf(this.#chunk.text.length);
  }

  #find(from: number): number {
    const index = this.#chunk.text.indexOf('\n', from);
    return index < 0 ? this.#chunk.text.length : index;
  }

  #widthUpTo(at: number): number {
    const { text, encoding } = this.#chunk;
    return encoding === 'utf8' ? at - this.#counted : widthOf(text.slice(this.#counted, at));
  }
}

/** The width of bytes, some of which are UTF-8. */
function widthOf(latin1: string): number {
  let width = 0;
  for (let at = 0; at < latin1.length; at += 1) {
    const byte = latin1.charCodeAt(at);
    const continues = (byte & 0xc0) === 0x80;
    if (!continues) width += byte >= 0xf0 ? 2 : 1;
  }
  return width;
}
