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
    chunks: once(chunk),
    done: Promise.resolve({ error: undefined, usage }),
  };
}

async function* once(chunk: Chunk): AsyncGenerator<readonly Chunk[]> {
  yield [chunk];
}
