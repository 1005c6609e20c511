import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type JsonObject, parseJson } from '../../lib/json.ts';
import { readMessage, readMessagesUsage } from '../../lib/providers/anthropic-answer.ts';
import { objectOf, objectsOf } from '../../lib/providers/chat-answer.ts';
import { isFailure } from '../../lib/providers/provider.ts';
import { noUsage } from '../../lib/usage.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, readExpected, recordingsOf } from '../support/recordings.ts';

const AnthropicAnswer = suite('anthropic-answer');

function read(body: JsonObject) {
  const reading = readMessage(body, 'claude-x');
  assert.ok(!isFailure(reading));
  return reading;
}

/** The only choice of a message with these blocks. */
function choiceOf(content: JsonObject[], stopReason = 'end_turn', more: JsonObject = {}) {
  const { body } = read({ content, stop_reason: stopReason, ...more });
  const [choice] = objectsOf(body['choices']);
  assert.ok(choice);
  return choice;
}

AnthropicAnswer('is a whole answer of OpenAI', () => {
  const { body, usage } = read({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5',
    content: [
      { type: 'text', text: 'It is ' },
      { type: 'text', text: 'noon.' },
    ],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 10, output_tokens: 5 },
  });
  const { created, ...rest } = body;
  assert.type(created, 'number');
  assert.equal(rest, {
    id: 'msg_1',
    object: 'chat.completion',
    model: 'claude-opus-5',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'It is noon.', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
  });
  assert.equal(usage, { ...noUsage, promptTokens: 10, completionTokens: 5 });
});

AnthropicAnswer('names the model that was asked where the answer names none', () => {
  const { body, usage } = read({ content: [] });
  assert.equal([body['model'], usage], ['claude-x', undefined]);
});

AnthropicAnswer('reads calls of tools with all digits of their arguments', () => {
  const input = parseJson('{"id":12345678901234567890,"city":"Rome"}');
  const choice = choiceOf(
    [
      { type: 'text', text: 'Let me look.' },
      { type: 'tool_use', id: 'toolu_1', name: 'weather', input },
      { type: 'tool_use', id: 'toolu_2', name: 'clock', input: {} },
    ],
    'tool_use',
  );
  assert.equal(objectOf(choice['message']), {
    role: 'assistant',
    content: 'Let me look.',
    refusal: null,
    tool_calls: [
      {
        id: 'toolu_1',
        type: 'function',
        function: { name: 'weather', arguments: '{"id":12345678901234567890,"city":"Rome"}' },
      },
      { id: 'toolu_2', type: 'function', function: { name: 'clock', arguments: '{}' } },
    ],
  });
});

AnthropicAnswer('reads thinking, and keeps the blocks of it to be sent back', () => {
  const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'sig' };
  const hidden = { type: 'redacted_thinking', data: 'xyz' };
  const { message } = choiceOf([thinking, hidden, { type: 'text', text: 'Yes' }]);
  assert.equal(message, {
    role: 'assistant',
    content: 'Yes',
    refusal: null,
    reasoning_content: 'Hm.',
    thinking_blocks: [thinking, hidden],
  });
});

AnthropicAnswer('tells no reasoning where thinking is not shown', () => {
  const block = { type: 'thinking', thinking: '', signature: 'sig' };
  const message = objectOf(choiceOf([block])['message']);
  assert.not('reasoning_content' in message);
  assert.equal(message['thinking_blocks'], [block]);
});

AnthropicAnswer("passes over the API's own calls of tools", () => {
  const { message, finish_reason } = choiceOf([
    { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } },
    { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
    { type: 'text', text: 'Found.' },
  ]);
  assert.equal(message, { role: 'assistant', content: 'Found.', refusal: null });
  assert.is(finish_reason, 'stop');
});

const ends: [string, string][] = [
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['pause_turn', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
  ['something_new', 'stop'],
];

for (const [reason, finish] of ends) {
  AnthropicAnswer(`takes ${reason} for ${finish}`, () => {
    assert.is(choiceOf([{ type: 'text', text: 'x' }], reason)['finish_reason'], finish);
  });
}

AnthropicAnswer('takes a call without input for one without arguments', () => {
  const message = objectOf(choiceOf([{ type: 'tool_use', id: 't', name: 'f' }])['message']);
  const [call] = objectsOf(message['tool_calls']);
  assert.equal(call?.['function'], { name: 'f', arguments: '{}' });
});

AnthropicAnswer('ends with calls where there are some, unless they may be cut off', () => {
  const blocks = [{ type: 'tool_use', id: 't', name: 'f', input: {} }];
  assert.is(choiceOf(blocks, 'end_turn')['finish_reason'], 'tool_calls');
  assert.is(choiceOf(blocks, 'max_tokens')['finish_reason'], 'length');
});

AnthropicAnswer('tells why the model refused', () => {
  const details = { type: 'refusal', category: 'bio', explanation: 'Not this.' };
  const { message } = choiceOf([], 'refusal', { stop_details: details });
  assert.equal(message, { role: 'assistant', content: null, refusal: 'Not this.' });
});

AnthropicAnswer('counts what a cache gave and took as input', () => {
  const usage = readMessagesUsage({
    input_tokens: 3,
    cache_read_input_tokens: 1_000,
    cache_creation_input_tokens: 200,
    cache_creation: { ephemeral_5m_input_tokens: 150, ephemeral_1h_input_tokens: 50 },
    output_tokens: 40,
    output_tokens_details: { thinking_tokens: 30 },
  });
  assert.equal(usage, {
    ...noUsage,
    promptTokens: 1_203,
    completionTokens: 40,
    cachedTokens: 1_000,
    cacheWriteTokens: 200,
    cacheWrite1hTokens: 50,
    reasoningTokens: 30,
  });
});

AnthropicAnswer('counts nulls as nothing', () => {
  const usage = { input_tokens: 3, cache_read_input_tokens: null, cache_creation: null };
  assert.equal(readMessagesUsage(usage), { ...noUsage, promptTokens: 3 });
});

AnthropicAnswer('takes what is no message for a server error', () => {
  const failure = readMessage({ type: 'message' }, 'm');
  assert.ok(isFailure(failure));
  assert.equal([failure.kind, failure.code], ['server_error', 'unexpected_body']);
});

AnthropicAnswer('reads an error with a status of success', () => {
  const error = { type: 'overloaded_error', message: 'Overloaded' };
  const failure = readMessage({ type: 'error', error }, 'm');
  assert.ok(isFailure(failure));
  assert.is(failure.message, 'Overloaded');
});

AnthropicAnswer('makes of real answers what the official library makes of them', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const expected = readExpected();
  const plain = recordingsOf('messages').filter((one) => one.status === 200 && !one.isStream);
  assert.is(plain.length, 3);
  for (const { id, body: text } of plain) {
    const { text: words, tools, usage } = expected.get(id) ?? {};
    const reading = read(objectOf(parseJson(text)));
    const [choice] = objectsOf(reading.body['choices']);
    const message = objectOf(choice?.['message']);
    const calls = objectsOf(message['tool_calls']).map((call) => objectOf(call['function']));
    assert.is(message['content'] ?? '', words, id);
    assert.equal(
      calls.map(({ name, arguments: args }) => [name, args]),
      tools,
      id,
    );
    assert.equal(reading.usage, readMessagesUsage(objectOf(usage)), id);
  }
});

AnthropicAnswer.run();
