import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Chunk, Outcome, Reply } from '../../lib/llm/handler.ts';
import { PlainReply } from '../../lib/llm/plain-reply.ts';
import { showAnswers } from '../../lib/llm/show-answers.ts';
import { attemptContext, readChunks, request, scripted } from '../support/calls.ts';

const Show = suite('show of answers');

const source = { model: 'm', deployment: 'd' };

Show('shows a plain answer, and passes it unchanged', async () => {
  const shown: string[] = [];
  const reply = new PlainReply({ body: { a: 1 }, source });
  const { handler, requests } = scripted(reply);
  const sent = request();
  const call = showAnswers((text) => shown.push(text))(handler);
  assert.is(await call(sent, attemptContext()), reply);
  assert.is(requests[0], sent);
  assert.equal(shown, ['stage: answer {"a":1}']);
});

Show('shows the chunks of a stream as they are read', async () => {
  const shown: string[] = [];
  const reads: Chunk[][] = [['data: 1\n\n', 'data: 2\n\n'], ['data: 3\n\n']].map((texts) =>
    texts.map((text) => ({ bytes: Buffer.from(text), json: () => undefined })),
  );
  const done: Promise<Outcome> = Promise.resolve({ error: undefined, usage: undefined });
  const chunks = iterate(reads);
  const streamed: Reply = {
    status: 200,
    source,
    answer: undefined,
    outcome: undefined,
    done,
    chunks,
  };
  const call = showAnswers((text) => shown.push(text))(scripted(streamed).handler);
  const reply = await call(request({ stream: true }), attemptContext());
  assert.is(reply.done, done);
  assert.equal(shown, []);
  assert.equal(await readChunks(reply), reads.flat());
  assert.equal(shown, ['stage: answer data: 1', 'stage: answer data: 2', 'stage: answer data: 3']);
});

async function* iterate(reads: readonly Chunk[][]) {
  yield* reads;
}

Show.run();
