import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ChunkWriter,
  objectOf,
  objectsOf,
  textOf,
  writeAnswer,
} from '../../lib/providers/chat-answer.ts';
import { noUsage } from '../../lib/usage.ts';

const Chat = suite('chat answer');

const head = { id: 'x', model: 'm', created: 5 };

Chat("writes a whole answer in OpenAI's shape", () => {
  const choice = { content: 'a', toolCalls: [], finishReason: 'stop' as const };
  const usage = { ...noUsage, promptTokens: 7, completionTokens: 3 };
  assert.equal(writeAnswer(head, [choice], usage), {
    id: 'x',
    object: 'chat.completion',
    created: 5,
    model: 'm',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'a', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: {
      prompt_tokens: 7,
      completion_tokens: 3,
      total_tokens: 10,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
  });
});

Chat('writes all that a choice may have, and numbers the choices', () => {
  const full = {
    content: null,
    reasoning: 'hm',
    refusal: 'no',
    toolCalls: [{ id: 'c', name: 'f', arguments: '{}', more: { sign: 's' } }],
    finishReason: null,
    logprobs: { content: [] },
    more: { thinking_blocks: [] },
  };
  const { choices, usage } = writeAnswer(head, [full, full], undefined);
  const written = {
    message: {
      role: 'assistant',
      content: null,
      refusal: 'no',
      reasoning_content: 'hm',
      tool_calls: [
        { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' }, sign: 's' },
      ],
      thinking_blocks: [],
    },
    logprobs: { content: [] },
    finish_reason: null,
  };
  assert.equal(choices, [
    { index: 0, ...written },
    { index: 1, ...written },
  ]);
  assert.is(usage, undefined);
});

Chat('dates an answer now where its time is not told', () => {
  const before = Math.floor(Date.now() / 1_000);
  const { created } = writeAnswer({ id: 'x', model: 'm' }, [], undefined);
  const chunk = new ChunkWriter({ id: 'x', model: 'm' }).finish('stop');
  const after = Math.floor(Date.now() / 1_000);
  for (const time of [created, chunk['created']]) {
    assert.ok(typeof time === 'number' && before <= time && time <= after, String(time));
  }
});

const chunkHead = { id: 'x', object: 'chat.completion.chunk', created: 5, model: 'm' };

Chat('writes chunks with the role in the first one of each choice', () => {
  const writer = new ChunkWriter(head);
  const choice = (index: number, delta: object) => ({
    ...chunkHead,
    choices: [{ index, delta, logprobs: null, finish_reason: null }],
  });
  assert.equal(writer.delta({ content: 'a' }), choice(0, { role: 'assistant', content: 'a' }));
  assert.equal(writer.delta({ content: 'b' }), choice(0, { content: 'b' }));
  assert.equal(writer.delta({ refusal: 'c' }, 1), choice(1, { role: 'assistant', refusal: 'c' }));
  assert.equal(writer.delta({ reasoning: 'd' }, 1), choice(1, { reasoning_content: 'd' }));
});

Chat('writes a call with its id, name and type once', () => {
  const writer = new ChunkWriter(head);
  const [first, second] = [
    { index: 1, id: 'c', name: 'f', arguments: '{', more: { sign: 's' } },
    { index: 1, arguments: '}' },
  ].map((call) => writer.delta({ toolCalls: [call] })['choices']);
  const rest = { logprobs: null, finish_reason: null };
  const call = { index: 1, id: 'c', type: 'function', function: { name: 'f', arguments: '{' } };
  const delta = { role: 'assistant', tool_calls: [{ ...call, sign: 's' }] };
  assert.equal(first, [{ index: 0, delta, ...rest }]);
  const later = { tool_calls: [{ index: 1, function: { arguments: '}' } }] };
  assert.equal(second, [{ index: 0, delta: later, ...rest }]);
});

Chat('writes what else a delta has, its end and the usage', () => {
  const writer = new ChunkWriter(head);
  const { choices } = writer.delta({ logprobs: { content: [] }, more: { own: 1 } });
  assert.equal(choices, [
    {
      index: 0,
      delta: { role: 'assistant', own: 1 },
      logprobs: { content: [] },
      finish_reason: null,
    },
  ]);
  const end = { index: 2, delta: {}, logprobs: null, finish_reason: 'length' };
  assert.equal(writer.finish('length', 2), { ...chunkHead, choices: [end] });
  assert.equal(writer.finish(null)['choices'], [{ ...end, index: 0, finish_reason: null }]);
  const { choices: none, usage } = writer.usage({ ...noUsage, promptTokens: 7 });
  assert.equal(none, []);
  assert.equal(objectOf(usage)['prompt_tokens'], 7);
});

Chat('reads values of a kind only', () => {
  assert.equal(objectOf({ a: 1 }), { a: 1 });
  for (const value of [undefined, null, [], 'a']) assert.equal(objectOf(value), {});
  assert.equal(objectsOf([{ a: 1 }, null, 'b', [], {}]), [{ a: 1 }, {}]);
  for (const value of [undefined, null, {}, 'a']) assert.equal(objectsOf(value), []);
  assert.equal(
    [textOf('a'), textOf(''), textOf(5), textOf(undefined)],
    ['a', '', undefined, undefined],
  );
});

Chat.run();
