import { stringifyJson } from '../json.ts';
import type { Answer, Chunk, Reply, Usage } from './handler.ts';

/** A reply that is there as a whole; `bytes` is the body as it came, if it came as one. */
export function plainReply(
  { body, source }: Answer,
  { bytes, usage }: { bytes?: Buffer; usage?: Usage | undefined } = {},
): Reply {
  const chunk: Chunk = {
    get bytes() {
      return bytes ?? Buffer.from(stringifyJson(body));
    },
    json: () => body,
  };
  return {
    status: 200,
    source,
    chunks: new OneRead(chunk),
    done: Promise.resolve({ error: undefined, usage }),
  };
}

/** As an async generator that yields once, at a third of its cost. */
class OneRead implements AsyncIterableIterator<readonly Chunk[], undefined> {
  #chunks: readonly Chunk[] | undefined;

  constructor(chunk: Chunk) {
    this.#chunks = [chunk];
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<readonly Chunk[], undefined>> {
    const value = this.#chunks;
    this.#chunks = undefined;
    return value ? { value, done: false } : { value: undefined, done: true };
  }
}
