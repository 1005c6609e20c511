/** The start of a stream of chunks, and the whole of it. */
export interface Peeked {
  /** Shorter than asked for only where the stream is. */
  head: Buffer;
  /** To be read once; a chunk is valid until the next one is asked for. */
  chunks: AsyncIterable<Buffer>;
}

/** Looks at the first bytes, until `isEnough` says so or the stream ends. */
export async function peek(
  chunks: AsyncIterable<Buffer>,
  isEnough: (head: Buffer) => boolean,
): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let isOver = false;
  while (!isOver && !isEnough(head)) {
    const { value, done } = await iterator.next();
    if (done) isOver = true;
    else head = Buffer.concat([head, value]);
  }
  async function* whole(): AsyncGenerator<Buffer, void, void> {
    try {
      if (head.length > 0) yield head;
      for (let next = await iterator.next(); !next.done; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head, chunks: whole() };
}
