import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import { readMessagesUsage } from '../../lib/providers/anthropic-answer.ts';
import { MessagesReader } from '../../lib/providers/anthropic-stream.ts';
import { objectOf, objectsOf } from '../../lib/providers/chat-answer.ts';
import { isFailure } from '../../lib/providers/provider.ts';
import { SseSplitter } from '../../lib/providers/sse.ts';
import { noUsage } from '../../lib/usage.ts';
import { joinChunks } from '../support/assemble.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, readExpected, recordingOf } from '../support/recordings.ts';

const AnthropicStream = suite('anthropic-stream');

const start = (usage: JsonObject = { input_tokens: 9, output_tokens: 1 }): JsonObject => ({
  type: 'message_start',
  message: { id: 'msg_1', type: 'message', model: 'claude-opus-5', content: [], usage },
});
const open = (index: number, block: JsonObject): JsonObject => ({
  type: 'content_block_start',
  index,
  content_block: block,
});
const piece = (index: number, delta: JsonObject): JsonObject => ({
  type: 'content_block_delta',
  index,
  delta,
});
const close = (index: number): JsonObject => ({ type: 'content_block_stop', index });
const end = (reason: string, usage: JsonObject = { output_tokens: 7 }): JsonObject => ({
  type: 'message_delta',
  delta: { stop_reason: reason, stop_sequence: null },
  usage,
});
const stop: JsonObject = { type: 'message_stop' };

/** All chunks of a stream in which nothing fails. */
function chunksOf(events: readonly JsonObject[]): JsonObject[] {
  const reader = new MessagesReader('claude-x');
  const chunks = events.flatMap((json) => {
    const reading = reader.read({ name: undefined, json });
    assert.ok(!isFailure(reading));
    return reading.chunks ?? [];
  });
  return [...chunks, ...(reader.end() ?? [])];
}

const choicesOf = (events: readonly JsonObject[]): JsonObject[] =>
  chunksOf(events).flatMap(({ choices }) => objectsOf(choices));

/** What all chunks say of the message. */
const deltasOf = (...events: JsonObject[]): JsonValue[] =>
  choicesOf([start(), ...events]).flatMap(({ delta = null }) => delta);

AnthropicStream('says a text as OpenAI would', () => {
  const chunks = chunksOf([
    start(),
    open(0, { type: 'text', text: '' }),
    { type: 'ping' },
    piece(0, { type: 'text_delta', text: 'No' }),
    piece(0, { type: 'text_delta', text: 'on' }),
    close(0),
    end('end_turn'),
    stop,
  ]);
  const head = { id: 'msg_1', object: 'chat.completion.chunk', model: 'claude-opus-5' };
  const choice = { index: 0, logprobs: null, finish_reason: null };
  assert.equal(
    chunks.map(({ created: _created, ...chunk }) => chunk),
    [
      { ...head, choices: [{ ...choice, delta: { role: 'assistant', content: 'No' } }] },
      { ...head, choices: [{ ...choice, delta: { content: 'on' } }] },
      { ...head, choices: [{ ...choice, delta: {}, finish_reason: 'stop' }] },
      {
        ...head,
        choices: [],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 7,
          total_tokens: 16,
          prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
        },
      },
    ],
  );
});

AnthropicStream('says what a message starts with, and why it has ended', () => {
  const content = [
    { type: 'code_execution_tool_result', tool_use_id: 's', content: {} },
    { type: 'text', text: 'Now the customer.' },
    { type: 'tool_use', id: 't1', name: 'find', input: { id: 7 } },
  ];
  const message = { ...objectOf(start()['message']), content, stop_reason: 'tool_use' };
  const { text, tools, finish } = joinChunks(chunksOf([{ ...start(), message }, stop]));
  assert.equal([text, tools], ['Now the customer.', [['find', '{"id":7}']]]);
  assert.is(finish, 'tool_calls');
});

AnthropicStream('tells an end once, at the place where the message tells it last', () => {
  const message = { ...objectOf(start()['message']), stop_reason: 'end_turn' };
  const events = [{ ...start(), message }, open(0, { type: 'text', text: 'a' }), close(0)];
  const reasons = choicesOf([...events, end('max_tokens'), stop]).map(
    (each) => each['finish_reason'],
  );
  assert.equal(reasons, [null, 'length']);
});

AnthropicStream('says the pieces of parallel calls, without those of the API itself', () => {
  const deltas = deltasOf(
    open(0, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
    piece(0, { type: 'input_json_delta', partial_json: '{"query":1}' }),
    close(0),
    open(1, { type: 'tool_use', id: 't1', name: 'weather', input: {} }),
    piece(1, { type: 'input_json_delta', partial_json: '' }),
    piece(1, { type: 'input_json_delta', partial_json: '{"city":' }),
    piece(1, { type: 'input_json_delta', partial_json: '"Rome"}' }),
    close(1),
    open(2, { type: 'tool_use', id: 't2', name: 'clock', input: {} }),
    close(2),
  );
  const call = (index: number, args: string) => ({ index, function: { arguments: args } });
  assert.equal(deltas, [
    {
      role: 'assistant',
      tool_calls: [
        { index: 0, id: 't1', type: 'function', function: { name: 'weather', arguments: '' } },
      ],
    },
    { tool_calls: [call(0, '{"city":')] },
    { tool_calls: [call(0, '"Rome"}')] },
    {
      tool_calls: [
        { index: 1, id: 't2', type: 'function', function: { name: 'clock', arguments: '' } },
      ],
    },
    { tool_calls: [call(1, '{}')] },
  ]);
});

AnthropicStream('says arguments that came whole with the start of a call', () => {
  const deltas = deltasOf(
    open(0, { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } }),
    close(0),
  );
  assert.equal(deltas[1], { tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] });
});

AnthropicStream('ends with calls where there are some', () => {
  const call = open(0, { type: 'tool_use', id: 't', name: 'f', input: {} });
  for (const reason of ['tool_use', 'end_turn']) {
    const choices = choicesOf([start(), call, close(0), end(reason)]);
    assert.is(choices.at(-1)?.['finish_reason'], 'tool_calls', reason);
  }
});

AnthropicStream('says thinking piece by piece, and then the whole block of it', () => {
  const hidden = { type: 'redacted_thinking', data: 'xyz' };
  const deltas = deltasOf(
    open(0, { type: 'thinking', thinking: '', signature: '' }),
    piece(0, { type: 'thinking_delta', thinking: 'H' }),
    piece(0, { type: 'thinking_delta', thinking: 'm.' }),
    piece(0, { type: 'signature_delta', signature: 'sig' }),
    close(0),
    open(1, hidden),
    close(1),
    open(2, { type: 'text', text: 'Yes' }),
    close(2),
  );
  assert.equal(deltas, [
    { role: 'assistant', reasoning_content: 'H' },
    { reasoning_content: 'm.' },
    { thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: 'sig' }] },
    { thinking_blocks: [hidden] },
    { content: 'Yes' },
  ]);
});

AnthropicStream('says thinking without a signature, as other servers send it', () => {
  const block = { type: 'thinking', thinking: 'Hm.' };
  const deltas = deltasOf(open(0, block), close(0));
  assert.equal(deltas[1], { thinking_blocks: [block] });
});

AnthropicStream('says why the model refused', () => {
  const details = { type: 'refusal', category: null, explanation: 'Not this.' };
  const choices = choicesOf([
    start(),
    { type: 'message_delta', delta: { stop_reason: 'refusal', stop_details: details }, usage: {} },
  ]);
  assert.equal(
    choices.map(({ delta, finish_reason }) => [delta, finish_reason]),
    [
      [{ role: 'assistant', refusal: 'Not this.' }, null],
      [{}, 'content_filter'],
    ],
  );
});

AnthropicStream('passes over events, blocks and pieces that it does not know', () => {
  const deltas = deltasOf(
    { type: 'something_new', delta: { type: 'text_delta', text: 'x' } },
    open(0, { type: 'new_block', text: 'x' }),
    piece(0, { type: 'citations_delta', citation: {} }),
    piece(7, { type: 'thinking_delta', thinking: 'of no block' }),
    close(0),
  );
  assert.equal(deltas, []);
});

AnthropicStream('counts from the start on, the last word of each count being true', () => {
  const reader = new MessagesReader('claude-x');
  const usageOf = (json: JsonObject) => {
    const reading = reader.read({ name: undefined, json });
    assert.ok(!isFailure(reading));
    return reading.usage;
  };
  const atStart = {
    input_tokens: 3,
    cache_read_input_tokens: 10,
    cache_creation_input_tokens: 20,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 20 },
    output_tokens: 1,
  };
  const counted = { cachedTokens: 10, cacheWriteTokens: 20, cacheWrite1hTokens: 20 };
  assert.equal(usageOf(start(atStart)), {
    ...noUsage,
    ...counted,
    promptTokens: 33,
    completionTokens: 1,
  });
  const later = { input_tokens: 5, cache_read_input_tokens: null, output_tokens: 50 };
  assert.equal(usageOf(end('end_turn', later)), {
    ...noUsage,
    ...counted,
    promptTokens: 35,
    completionTokens: 50,
  });
});

AnthropicStream('tells no usage where there was none', () => {
  const message = { type: 'message_start', message: { id: 'm' } };
  assert.equal(chunksOf([message, { type: 'message_delta', delta: {} }, stop]), []);
});

AnthropicStream('is whole only after its terminal marker', () => {
  const reader = new MessagesReader('claude-x');
  for (const json of [start(), open(0, { type: 'text', text: 'x' }), close(0), end('end_turn')]) {
    reader.read({ name: undefined, json });
    assert.is(reader.end(), undefined);
  }
  reader.read({ name: undefined, json: stop });
  assert.equal(reader.end(), []);
});

AnthropicStream('tells an error inside a stream', () => {
  const reader = new MessagesReader('claude-x');
  reader.read({ name: 'message_start', json: start() });
  const error = { type: 'overloaded_error', message: 'Overloaded' };
  const failure = reader.read({ name: 'error', json: { type: 'error', error } });
  assert.ok(isFailure(failure));
  assert.is(failure.message, 'Overloaded');
});

/** The events of a recorded stream. */
const eventsOf = (id: string): JsonObject[] =>
  new SseSplitter(1_000_000)
    .push(Buffer.from(recordingOf('messages', id).body))
    .map(({ data }) => parseJson(data))
    .filter(isJsonObject);

for (const id of ['746211f42a85', 'a0f23bf2b431']) {
  AnthropicStream(`makes of recording ${id} what the official library makes of it`, () => {
    if (!needs('the recordings', hasRecordings)) return;
    const { text, usage } = readExpected().get(id) ?? {};
    const chunks = chunksOf(eventsOf(id));
    const choices = chunks.flatMap((chunk) => objectsOf(chunk['choices']));
    const texts = choices.map(({ delta }) => objectOf(delta)['content'] ?? '');
    assert.is(texts.join(''), text);
    assert.is(choices.at(-1)?.['finish_reason'], 'stop');
    const { promptTokens, completionTokens } = readMessagesUsage(objectOf(usage));
    const said = objectOf(chunks.at(-1)?.['usage']);
    assert.equal(
      [said['prompt_tokens'], said['completion_tokens']],
      [promptTokens, completionTokens],
    );
  });
}

AnthropicStream('reads a real stream of an error alone', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const [json] = eventsOf('ae1fc353e162');
  assert.ok(isFailure(new MessagesReader('m').read({ name: 'error', json })));
});

AnthropicStream.run();
