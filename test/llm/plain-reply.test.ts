import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PlainReply } from '../../lib/llm/plain-reply.ts';
import { noUsage } from '../../lib/usage.ts';
import { readChunks } from '../support/calls.ts';

const Plain = suite('plain reply');

const source = { model: 'm', deployment: 'd' };
const usage = { ...noUsage, promptTokens: 1, completionTokens: 2 };

Plain('holds the whole answer as one chunk, with the bytes as they came', async () => {
  const bytes = Buffer.from('{ "a": 1.0 }');
  const answer = { body: { a: 1 }, source };
  const reply = new PlainReply(answer, usage, bytes);
  assert.equal([reply.status, reply.source, reply.answer], [200, source, answer]);
  const chunks = await readChunks(reply);
  assert.is(chunks.length, 1);
  assert.is(chunks[0]?.bytes, bytes);
  assert.is(chunks[0]?.json(), answer.body);
  assert.equal(await reply.done, { error: undefined, usage });
});

Plain('writes the bytes of an answer that came from elsewhere, with all digits', async () => {
  const reply = new PlainReply({ body: { seed: 12345678901234567890n }, source });
  const [chunk] = await readChunks(reply);
  assert.is(chunk?.bytes.toString(), '{"seed":12345678901234567890}');
  assert.equal(await reply.done, { error: undefined, usage: undefined });
});

Plain.run();
