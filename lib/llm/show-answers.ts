import { stringifyJson } from '../json.ts';
import type { AttemptContext, Chunk, Middleware } from './handler.ts';

/** Shows what comes back, a stream chunk by chunk. Only for users who asked for it. */
export function showAnswers(show: (text: string) => void): Middleware<AttemptContext> {
  return (next) => async (request, context) => {
    const reply = await next(request, context);
    if (reply.answer) {
      show(`${context.stage}: answer ${stringifyJson(reply.answer.body)}`);
      return reply;
    }
    const { status, source, answer, outcome, done } = reply;
    return { status, source, answer, outcome, done, chunks: shown(reply.chunks) };

    async function* shown(
      chunks: AsyncIterable<readonly Chunk[]>,
    ): AsyncGenerator<readonly Chunk[]> {
      for await (const read of chunks) {
        for (const { bytes } of read) show(`${context.stage}: answer ${bytes.toString().trim()}`);
        yield read;
      }
    }
  };
}
