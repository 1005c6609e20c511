/** What the start of a stream of chunks has shown, and the whole of the stream. */
export interface Peeked<Seen> {
  /** Undefined only where the stream ended before anything could be told. */
  seen: Seen | undefined;
  /** To be read once; a chunk is valid until the next one is asked for. */
  chunks: AsyncIterable<Buffer>;
}

/**
 * Gives ever more of the first bytes to `look`, until it can tell something or has seen them all. Holds what it
 * has given to it; closes the stream when `look` throws.
 */
export async function peek<Seen>(
  chunks: AsyncIterable<Buffer>,
  look: (head: Buffer, isWhole: boolean) => Seen | undefined,
): Promise<Peeked<Seen>> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let seen: Seen | undefined;
  try {
    for (let isWhole = false; seen === undefined && !isWhole; ) {
      const { value, done = false } = await iterator.next();
      if (!done) head = Buffer.concat([head, value]);
      isWhole = done;
      seen = look(head, isWhole);
    }
  } catch (error) {
    await iterator.return?.();
    throw error;
  }
  return { seen, chunks: rejoin(head, iterator) };
}

async function* rejoin(
  head: Buffer,
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void, void> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
