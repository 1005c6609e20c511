import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { joinTexts, parseArguments, readMessages } from '../../lib/providers/chat-messages.ts';
import { Parameters } from '../../lib/providers/parameters.ts';
import { refusal } from './refusal.ts';

const Messages = suite('chat messages');

const read = (...messages: JsonValue[]) => readMessages(new Parameters({ messages }));

const text = (value: string, cacheControl?: JsonObject) => ({
  type: 'text',
  text: value,
  cacheControl,
});

/** The part that becomes of one in a user's message. */
function partOf(part: JsonValue) {
  const [message] = read({ role: 'user', content: [part] });
  return message?.parts[0];
}

Messages('reads each role', () => {
  const assistant = { role: 'assistant', content: 'c', reasoning_content: 'hm' };
  const tool = { role: 'tool', tool_call_id: 'x', content: 'd', own: 1 };
  assert.equal(
    read(
      { role: 'system', content: 'a' },
      { role: 'developer', content: 'b' },
      { role: 'user', content: 'c' },
      assistant,
      tool,
    ),
    [
      { role: 'system', parts: [text('a')] },
      { role: 'system', parts: [text('b')] },
      { role: 'user', parts: [text('c')] },
      { role: 'assistant', parts: [text('c')], toolCalls: [], members: assistant },
      { role: 'tool', parts: [text('d')], toolCallId: 'x', members: tool },
    ],
  );
});

Messages('reads no content as no parts', () => {
  for (const content of [null, []]) {
    assert.equal(read({ role: 'user', content }), [{ role: 'user', parts: [] }]);
  }
  assert.equal(read({ role: 'user' }), [{ role: 'user', parts: [] }]);
  assert.equal(read(), []);
});

const parts: [part: JsonObject, expected: JsonObject][] = [
  [
    { type: 'text', text: 'a' },
    { type: 'text', text: 'a' },
  ],
  [
    { type: 'refusal', refusal: 'no' },
    { type: 'text', text: 'no' },
  ],
  [
    { type: 'image_url', image_url: { url: 'u', detail: 'low' } },
    { type: 'image', url: 'u', detail: 'low' },
  ],
  [
    { type: 'input_audio', input_audio: { data: 'aa', format: 'wav' } },
    { type: 'audio', data: 'aa', format: 'wav' },
  ],
  [
    { type: 'file', file: { file_id: 'f' } },
    { type: 'file', file: { file_id: 'f' } },
  ],
];

for (const [part, expected] of parts) {
  Messages(`reads a part of type ${part['type']}, with what is to be cached`, () => {
    const control = { type: 'ephemeral' };
    assert.equal(partOf(part), { ...expected, cacheControl: undefined });
    assert.equal(partOf({ ...part, cache_control: control }), {
      ...expected,
      cacheControl: control,
    });
    assert.equal(partOf({ ...part, cache_control: 'odd' }), {
      ...expected,
      cacheControl: undefined,
    });
  });
}

Messages('reads an image by its address alone', () => {
  const image = { type: 'image', url: 'u', detail: undefined, cacheControl: undefined };
  assert.equal(partOf({ type: 'image_url', image_url: 'u' }), image);
  assert.equal(partOf({ type: 'image_url', image_url: { url: 'u', detail: 5 } }), image);
});

Messages('takes what a message says of caching for its last part', () => {
  const control = { type: 'ephemeral' };
  const [one, many, none] = read(
    { role: 'user', content: 'a', cache_control: control },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'a', cache_control: { type: 'own' } },
        { type: 'text', text: 'b', cache_control: { type: 'own' } },
      ],
      cache_control: control,
    },
    { role: 'user', content: [], cache_control: control },
  );
  assert.equal(one?.parts, [text('a', control)]);
  assert.equal(many?.parts, [text('a', { type: 'own' }), text('b', control)]);
  assert.equal(none?.parts, []);
});

Messages('reads the calls of tools', () => {
  const call = { id: 'x', type: 'function', function: { name: 'f', arguments: '{}' }, sign: 's' };
  const [message] = read({ role: 'assistant', content: null, tool_calls: [call] });
  assert.equal(message?.role === 'assistant' && message.toolCalls, [
    { id: 'x', name: 'f', arguments: '{}', members: call },
  ]);
  const [bare] = read({ role: 'assistant', tool_calls: null });
  assert.equal(bare?.role === 'assistant' && bare.toolCalls, []);
});

const call = (more: JsonObject): JsonObject => ({ role: 'assistant', tool_calls: [more] });
const user = (part: JsonValue): JsonObject => ({ role: 'user', content: [part] });

const faults: [message: JsonValue, problem: string][] = [
  ['odd', 'messages[0]: expected an object'],
  [{ content: 'a' }, 'messages[0].role: expected system, user, assistant or tool'],
  [
    { role: 'function', content: 'a' },
    'messages[0].role: expected system, user, assistant or tool',
  ],
  [{ role: 'user', content: 5 }, 'messages[0].content: expected text or a list'],
  [{ role: 'tool', content: 'a' }, 'messages[0].tool_call_id: expected text'],
  [{ ...user({ type: 'image_url', image_url: 'u' }), role: 'system' }, 'expected text only'],
  [{ ...user({ type: 'image_url', image_url: 'u' }), role: 'assistant' }, 'expected text only'],
  [user('odd'), 'messages[0].content[0]: expected an object'],
  [
    user({ type: 'video' }),
    'messages[0].content[0].type: expected text, image_url, input_audio or file',
  ],
  [user({ type: 'text' }), 'messages[0].content[0].text: expected text'],
  [user({ type: 'refusal' }), 'messages[0].content[0].refusal: expected text'],
  [user({ type: 'image_url' }), 'messages[0].content[0].image_url.url: expected text'],
  [
    user({ type: 'input_audio', input_audio: { data: 'a' } }),
    'messages[0].content[0].input_audio.format: expected text',
  ],
  [user({ type: 'input_audio' }), 'messages[0].content[0].input_audio.data: expected text'],
  [user({ type: 'file', file: 'f' }), 'messages[0].content[0].file: expected an object'],
  [{ role: 'assistant', tool_calls: {} }, 'messages[0].tool_calls: expected a list'],
  [call({ id: 'x' }), 'messages[0].tool_calls[0].function: expected an object'],
  [call({ function: {} }), 'messages[0].tool_calls[0].id: expected text'],
  [call({ id: 'x', function: {} }), 'messages[0].tool_calls[0].function.name: expected text'],
  [
    call({ id: 'x', function: { name: 'f' } }),
    'messages[0].tool_calls[0].function.arguments: expected text',
  ],
];

for (const [message, problem] of faults) {
  Messages(`refuses ${JSON.stringify(message)}`, () => {
    const told = refusal(() => read(message));
    assert.ok(told.endsWith(problem), told);
    assert.ok(told.startsWith('messages[0]'), told);
  });
}

Messages('names the place of a fault that comes later', () => {
  const part = { type: 'text', text: 'a' };
  const message = { role: 'user', content: [part, { type: 'text' }] };
  assert.is(
    refusal(() => read({ role: 'user' }, message)),
    'messages[1].content[1].text: expected text',
  );
});

Messages('reads a refusal as what it said, beside other content not at all', () => {
  const refused = { role: 'assistant', content: null, refusal: 'no' };
  assert.equal(read(refused)[0]?.parts, [text('no')]);
  assert.equal(read({ ...refused, content: 'a' })[0]?.parts, [text('a')]);
  assert.equal(read({ role: 'assistant', content: null, refusal: null })[0]?.parts, []);
});

Messages('refuses what was said in ways that would be lost', () => {
  for (const name of ['audio', 'function_call']) {
    const message = { role: 'assistant', content: 'a', [name]: {} };
    assert.is(
      refusal(() => read(message)),
      `${name} in a message is not supported`,
    );
    assert.is(read({ ...message, [name]: null }).length, 1);
  }
});

Messages('wants messages', () => {
  assert.is(
    refusal(() => readMessages(new Parameters({}))),
    '"messages" is missing',
  );
});

const argumentsOf = (value: string) =>
  parseArguments({ id: 'x', name: 'f', arguments: value, members: {} });

Messages('parses the arguments of a call, with all digits', () => {
  assert.equal(argumentsOf('{"a":12345678901234567890}'), { a: 12345678901234567890n });
  assert.equal(argumentsOf(''), {});
  assert.equal(argumentsOf(' \n'), {});
  for (const value of ['[]', '5', 'null', '{"a"']) {
    assert.is(
      refusal(() => argumentsOf(value)),
      'the arguments of the call of "f" are not a JSON object',
    );
  }
});

Messages('joins the parts that are text', () => {
  const [message] = read({
    role: 'user',
    content: [
      { type: 'text', text: 'a' },
      { type: 'image_url', image_url: 'u' },
      { type: 'text', text: 'b' },
    ],
  });
  assert.is(joinTexts(message?.parts ?? []), 'ab');
});

Messages.run();
