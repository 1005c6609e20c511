const lineFeed = 0x0a;

/** Tells the line and column of places in a file that is read in chunks; the places must not go back. */
export class LineCounter {
  #chunk: Buffer = Buffer.alloc(0);
  #chunkStart = 0;
  /** The first line feed of the chunk that is not counted, or the chunk's length. */
  #next = 0;
  #line = 1;
  #lineStart = 0;

  begin(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#next = this.#find(0);
  }

  /** The chunk will be overwritten. */
  end(): void {
    this.#countUpTo(this.#chunk.length);
    this.#chunkStart += this.#chunk.length;
  }

  /** Where an offset in the chunk is; both count from 1, the column in bytes. */
  placeOf(at: number): { line: number; column: number } {
    if (at > this.#next) this.#countUpTo(at);
    return { line: this.#line, column: this.#chunkStart + at - this.#lineStart + 1 };
  }

  /** Byte by byte, which is faster than a search for each line feed. */
  #countUpTo(end: number): void {
    for (let at = this.#next; at < end; at += 1) {
      if (this.#chunk[at] !== lineFeed) continue;
      this.#line += 1;
      this.#lineStart = this.#chunkStart + at + 1;
    }
    this.#next = this.#find(end);
  }

  #find(from: number): number {
    const index = this.#chunk.indexOf(lineFeed, from);
    return index < 0 ? this.#chunk.length : index;
  }
}
