import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { cohere } from '../../lib/providers/cohere.ts';
import { noUsage } from '../../lib/usage.ts';
import { readEvents } from '../support/read-events.ts';

// The events are as docs.cohere.com/reference/chat-stream shows them.
const Stream = suite('cohere stream');

const start = { id: 'm1', type: 'message-start', delta: { message: { role: 'assistant' } } };

const content = (
  type: string,
  index: number,
  value: JsonObject,
  more?: JsonObject,
): JsonObject => ({
  type,
  index,
  delta: { message: { content: value } },
  ...more,
});

const end = (finish_reason: string, more?: JsonObject): JsonObject => ({
  type: 'message-end',
  delta: {
    finish_reason,
    usage: {
      billed_units: { input_tokens: 1, output_tokens: 9 },
      tokens: { input_tokens: 496, output_tokens: 11 },
      cached_tokens: 448,
    },
    ...more,
  },
});

const toolCall = (type: string, index: number, call: JsonObject): JsonObject => ({
  type,
  index,
  delta: { message: { tool_calls: call } },
});

const choice = (delta: JsonObject, finish: string | null = null, logprobs: JsonValue = null) => ({
  choices: [{ index: 0, delta, logprobs, finish_reason: finish }],
});

const usageChunk = {
  choices: [],
  usage: {
    prompt_tokens: 1,
    completion_tokens: 9,
    total_tokens: 10,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  },
};

Stream('gives thinking, text and the billed usage', () => {
  const { chunks, head, usage, isComplete } = readEvents(cohere, [
    start,
    content('content-start', 0, { type: 'thinking', thinking: '' }),
    content('content-delta', 0, { thinking: 'Hm.' }),
    { type: 'content-end', index: 0 },
    content('content-start', 1, { type: 'text', text: '' }),
    content('content-delta', 1, { text: 'Hello' }),
    content('content-delta', 1, { text: '!' }),
    { type: 'content-end', index: 1 },
    end('COMPLETE'),
  ]);
  assert.equal(chunks, [
    choice({ role: 'assistant', reasoning_content: '' }),
    choice({ reasoning_content: 'Hm.' }),
    choice({ content: '' }),
    choice({ content: 'Hello' }),
    choice({ content: '!' }),
    choice({}, 'stop'),
    usageChunk,
  ]);
  assert.is(head['id'], 'm1');
  assert.is(head['object'], 'chat.completion.chunk');
  assert.is(head['model'], 'upstream-m');
  assert.equal(usage, { ...noUsage, promptTokens: 1, completionTokens: 9 });
  assert.ok(isComplete);
});

Stream('gives a plan and parallel calls of tools, whatever their indexes are', () => {
  const plan = { type: 'tool-plan-delta', delta: { message: { tool_plan: 'I will' } } };
  const named = (id: string) => ({
    id,
    type: 'function',
    function: { name: 'find', arguments: '' },
  });
  const piece = (text: string) => ({ function: { arguments: text } });
  const { chunks } = readEvents(cohere, [
    start,
    plan,
    toolCall('tool-call-start', 1, named('a')),
    toolCall('tool-call-delta', 1, piece('{"n"')),
    toolCall('tool-call-delta', 1, piece(':1}')),
    { type: 'tool-call-end', index: 1 },
    toolCall('tool-call-start', 2, named('b')),
    toolCall('tool-call-delta', 2, piece('{}')),
    { type: 'tool-call-end', index: 2 },
    end('TOOL_CALL'),
  ]);
  const first = (index: number, id: string) =>
    choice({
      tool_calls: [{ index, id, type: 'function', function: { name: 'find', arguments: '' } }],
    });
  const further = (index: number, text: string) =>
    choice({ tool_calls: [{ index, function: { arguments: text } }] });
  assert.equal(chunks, [
    choice({ role: 'assistant', tool_plan: 'I will' }),
    first(0, 'a'),
    further(0, '{"n"'),
    further(0, ':1}'),
    first(1, 'b'),
    further(1, '{}'),
    choice({}, 'tool_calls'),
    usageChunk,
  ]);
});

Stream('gives sources and logarithms of probabilities', () => {
  const source = { start: 0, end: 5, text: 'Hello', sources: [] };
  const { chunks } = readEvents(cohere, [
    content('content-delta', 0, { text: 'Hello' }, { logprobs: { text: 'Hello', logprobs: [-1] } }),
    { type: 'citation-start', index: 0, delta: { message: { citations: source } } },
    { type: 'citation-end', index: 0 },
  ]);
  const logprobs = { content: [{ token: 'Hello', logprob: -1, bytes: null, top_logprobs: [] }] };
  assert.equal(chunks, [
    choice({ role: 'assistant', content: 'Hello' }, null, logprobs),
    choice({ citations: [source] }),
  ]);
});

Stream('takes a stream without its end for incomplete', () => {
  const events = [start, content('content-delta', 0, { text: 'Hello' })];
  assert.not(readEvents(cohere, events).isComplete);
});

Stream('ends without a usage where none is told', () => {
  const { chunks, usage } = readEvents(cohere, [
    { type: 'message-end', delta: { finish_reason: 'MAX_TOKENS' } },
  ]);
  assert.equal(chunks, [choice({}, 'length')]);
  assert.is(usage, undefined);
});

Stream('fails where the generation broke off', () => {
  const { failure, isComplete } = readEvents(cohere, [
    start,
    end('ERROR', { error: 'overheated' }),
  ]);
  assert.equal(failure, { kind: 'server_error', message: 'overheated', code: 'ERROR' });
  assert.not(isComplete);
  assert.is(readEvents(cohere, [end('TIMEOUT')]).failure?.kind, 'timeout');
});

Stream('fails at an error among the events', () => {
  const error = { error: { message: 'no', code: 'content_filter' } };
  assert.is(readEvents(cohere, [start, error]).failure?.kind, 'content_filter');
});

Stream.run();
