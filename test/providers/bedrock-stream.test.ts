import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { AwsSplitter } from '../../lib/providers/aws-frames.ts';
import { BedrockStream } from '../../lib/providers/bedrock-stream.ts';
import { objectOf, objectsOf } from '../../lib/providers/chat-answer.ts';
import { isFailure, type StreamEvent } from '../../lib/providers/provider.ts';
import { noUsage } from '../../lib/usage.ts';
import { deployment } from '../support/calls.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const BedrockStreams = suite('bedrock-stream');

const target = deployment({ upstreamModel: 'maker.model-v1:0' });

function readAll(events: readonly StreamEvent[]) {
  const stream = new BedrockStream(target);
  const readings = events.map((event) => {
    const reading = stream.read(event);
    if (isFailure(reading)) throw new TypeError(reading.message);
    return reading;
  });
  const chunks = readings.flatMap((reading) => reading.chunks ?? []);
  return { chunks, usage: readings.at(-1)?.usage, end: stream.end() };
}

const deltasOf = (...events: StreamEvent[]) =>
  readAll(events).chunks.map((chunk) => objectOf(objectsOf(chunk['choices'])[0])['delta']);

const event = (name: string, json: JsonObject): StreamEvent => ({ name, json });
const delta = (at: number, part: JsonObject) =>
  event('contentBlockDelta', { contentBlockIndex: at, delta: part });
const close = (at: number) => event('contentBlockStop', { contentBlockIndex: at });
const open = (at: number, toolUse: JsonObject) =>
  event('contentBlockStart', { contentBlockIndex: at, start: { toolUse } });
const stop = (stopReason = 'end_turn') => event('messageStop', { stopReason });
const metadata = event('metadata', {
  usage: { inputTokens: 5, outputTokens: 2, totalTokens: 17, cacheReadInputTokens: 10 },
});

BedrockStreams('reads a recorded stream', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const { bytes } = recordingOf('bedrock.converse-stream', '223bc252ac60');
  const frames = new AwsSplitter(1_000_000).push(bytes);
  const events = frames.map(({ name, data }) => ({ name, json: objectOf(JSON.parse(data)) }));
  const { chunks, usage, end } = readAll(events);
  const content =
    'Hello, {ADDRESS} is the capital of {ADDRESS}. Would you like to know more about {ADDRESS}?';
  assert.equal(
    chunks.map(({ choices }) => choices),
    [
      [{ index: 0, delta: { role: 'assistant', content }, logprobs: null, finish_reason: null }],
      [{ index: 0, delta: {}, logprobs: null, finish_reason: 'content_filter' }],
      [],
    ],
  );
  const { id, object, model } = chunks[0] ?? {};
  assert.match(String(id), /^chatcmpl-/);
  assert.equal([object, model], ['chat.completion.chunk', 'maker.model-v1:0']);
  assert.equal(end, []);
  assert.equal(usage, { ...noUsage, promptTokens: 28, completionTokens: 22 });
});

BedrockStreams('writes text, the end and the usage', () => {
  const start = event('messageStart', { role: 'assistant' });
  const text = [delta(0, { text: 'He' }), delta(0, { text: '' }), delta(0, { text: 'y' })];
  const { chunks, usage, end } = readAll([start, ...text, close(0), stop('max_tokens'), metadata]);
  const choice = { index: 0, logprobs: null, finish_reason: null };
  assert.equal(
    chunks.map(({ choices }) => choices),
    [
      [{ ...choice, delta: { role: 'assistant', content: 'He' } }],
      [{ ...choice, delta: { content: 'y' } }],
      [{ ...choice, delta: {}, finish_reason: 'length' }],
      [],
    ],
  );
  assert.equal(usage, { ...noUsage, promptTokens: 15, completionTokens: 2, cachedTokens: 10 });
  assert.is(objectOf(chunks[3]?.['usage'])['prompt_tokens'], 15);
  assert.equal(end, []);
});

BedrockStreams('writes parallel calls, by their own indices', () => {
  const deltas = deltasOf(
    delta(0, { text: 'a' }),
    close(0),
    open(1, { toolUseId: 't1', name: 'f' }),
    delta(1, { toolUse: { input: '' } }),
    delta(1, { toolUse: { input: '{"a":' } }),
    delta(1, { toolUse: { input: '1}' } }),
    close(1),
    open(2, { toolUseId: 't2', name: 'g' }),
    close(2),
    stop('tool_use'),
  );
  const first = { index: 0, id: 't1', type: 'function' };
  const second = { index: 1, id: 't2', type: 'function' };
  assert.equal(deltas, [
    { role: 'assistant', content: 'a' },
    { tool_calls: [{ ...first, function: { name: 'f', arguments: '' } }] },
    { tool_calls: [{ index: 0, function: { arguments: '{"a":' } }] },
    { tool_calls: [{ index: 0, function: { arguments: '1}' } }] },
    { tool_calls: [{ ...second, function: { name: 'g', arguments: '' } }] },
    { tool_calls: [{ index: 1, function: { arguments: '{}' } }] },
    {},
  ]);
});

BedrockStreams('ends with tool calls where there were some', () => {
  const { chunks } = readAll([open(0, { toolUseId: 't1', name: 'f' }), stop('end_turn')]);
  assert.is(objectsOf(chunks.at(-1)?.['choices'])[0]?.['finish_reason'], 'tool_calls');
});

BedrockStreams('leaves out the calls of Bedrock’s own tools', () => {
  const own = { toolUseId: 't', name: 'nova_grounding', type: 'server_tool_use' };
  assert.equal(deltasOf(open(0, own), delta(0, { toolUse: { input: '{}' } }), close(0)), []);
});

BedrockStreams('writes reasoning as it comes, and its block as a whole, to be sent back', () => {
  const reasoning = (content: JsonObject) => delta(0, { reasoningContent: content });
  const deltas = deltasOf(
    reasoning({ text: 'H' }),
    reasoning({ text: 'm' }),
    reasoning({ signature: 'sig' }),
    close(0),
    delta(1, { reasoningContent: { redactedContent: 'AAAA' } }),
    close(1),
    delta(2, { reasoningContent: { text: 'unsigned' } }),
    close(2),
  );
  assert.equal(deltas, [
    { role: 'assistant', reasoning_content: 'H' },
    { reasoning_content: 'm' },
    { thinking_blocks: [{ type: 'thinking', thinking: 'Hm', signature: 'sig' }] },
    { thinking_blocks: [{ type: 'redacted_thinking', data: 'AAAA' }] },
    { reasoning_content: 'unsigned' },
    { thinking_blocks: [{ type: 'thinking', thinking: 'unsigned' }] },
  ]);
});

BedrockStreams('is incomplete without its stop, and without its usage', () => {
  assert.is(readAll([delta(0, { text: 'a' })]).end, undefined);
  assert.is(readAll([stop()]).end, undefined);
  assert.is(readAll([metadata]).end, undefined);
});

BedrockStreams('passes over events that it does not know', () => {
  assert.equal(readAll([event('initial-response', {}), stop(), metadata]).end, []);
});

for (const [type, kind] of [
  ['ThrottlingException', 'rate_limited'],
  ['ValidationException', 'bad_request'],
  ['ServiceUnavailableException', 'overloaded'],
  ['ModelStreamErrorException', 'server_error'],
  ['InternalServerException', 'server_error'],
  ['ModelTimeoutException', 'timeout'],
  ['OfTomorrowException', 'server_error'],
] as const) {
  BedrockStreams(`fails at a ${type}`, () => {
    const json = { message: 'Too bad', __type: type };
    const failure = new BedrockStream(target).read({ name: type, json });
    assert.ok(isFailure(failure));
    const { message, code } = failure;
    assert.equal([failure.kind, message, code], [kind, 'Too bad', type]);
  });
}

BedrockStreams('fails when the model wrote what Bedrock cannot read', () => {
  const failure = new BedrockStream(target).read(stop('malformed_tool_use'));
  assert.ok(isFailure(failure) && failure.kind === 'server_error');
});

BedrockStreams.run();
