import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { objectOf, objectsOf } from '../../lib/providers/chat-answer.ts';
import { GeminiStream } from '../../lib/providers/gemini-stream.ts';
import { isFailure } from '../../lib/providers/provider.ts';
import { SseSplitter } from '../../lib/providers/sse.ts';
import { noUsage } from '../../lib/usage.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const Stream = suite('gemini-stream');

/** All chunks of a stream with these events, and whether it has come to its end. */
function readAll(events: readonly JsonObject[]) {
  const stream = new GeminiStream('gemini-x');
  const chunks = events.flatMap((json) => {
    const reading = stream.read({ name: undefined, json });
    if (isFailure(reading)) throw new TypeError(reading.message);
    return reading.chunks ?? [];
  });
  const end = stream.end();
  return { chunks: [...chunks, ...(end ?? [])], isWhole: end !== undefined };
}

/** The deltas and ends of the chunks, by choice. */
const told = (chunks: readonly JsonObject[]) =>
  chunks
    .flatMap(({ choices }) => objectsOf(choices))
    .map(({ index, delta, finish_reason: finish }) => [index, delta, finish]);

const event = (parts: JsonObject[], more: JsonObject = {}, rest: JsonObject = {}): JsonObject => ({
  candidates: [{ content: { role: 'model', parts }, ...more }],
  responseId: 'r1',
  modelVersion: 'gemini-2.5-flash',
  ...rest,
});

const usageMetadata = { promptTokenCount: 5, candidatesTokenCount: 2, thoughtsTokenCount: 1 };

Stream('tells thoughts, text, signature, end and usage one after another', () => {
  const { chunks } = readAll([
    event([{ text: 'Hm.', thought: true }], {}, { usageMetadata: { promptTokenCount: 5 } }),
    event([{ text: 'Hel' }]),
    event([{ text: 'lo' }]),
    event([{ text: '', thoughtSignature: 'c2ln' }], { finishReason: 'STOP' }, { usageMetadata }),
  ]);
  assert.equal(told(chunks), [
    [0, { role: 'assistant', reasoning_content: 'Hm.' }, null],
    [0, { content: 'Hel' }, null],
    [0, { content: 'lo' }, null],
    [
      0,
      {
        extra_content: { google: { thought_signature: 'c2ln' } },
        provider_specific_fields: { thought_signatures: ['c2ln'] },
      },
      null,
    ],
    [0, {}, 'stop'],
  ]);
  const usage = chunks.at(-1);
  assert.equal(usage?.['choices'], []);
  assert.equal(objectOf(usage?.['usage'])['total_tokens'], 8);
  for (const { id, model, object } of chunks) {
    assert.equal([id, model, object], ['r1', 'gemini-2.5-flash', 'chat.completion.chunk']);
  }
});

Stream('tells the usage so far with each event that has it', () => {
  const stream = new GeminiStream('m');
  const usageOf = (json: JsonObject) => {
    const reading = stream.read({ name: undefined, json });
    return isFailure(reading) ? undefined : reading.usage;
  };
  assert.equal(usageOf(event([{ text: 'a' }], {}, { usageMetadata })), {
    ...noUsage,
    promptTokens: 5,
    completionTokens: 3,
    reasoningTokens: 1,
  });
  assert.is(usageOf(event([{ text: 'b' }])), undefined);
});

Stream('counts the calls of each candidate through all events', () => {
  const call = (name: string) => ({ functionCall: { name, args: { a: 1 } } });
  const { chunks } = readAll([
    event([call('one'), call('two')]),
    event([call('other')], { index: 1, finishReason: 'STOP' }),
    event([call('three')], { finishReason: 'STOP' }),
  ]);
  const calls = told(chunks).map(([choice, delta, finish]) => [
    choice,
    objectsOf(objectOf(delta)['tool_calls']).map(({ index, id, function: called }) => [
      index,
      id,
      objectOf(called)['name'],
    ]),
    finish,
  ]);
  assert.equal(calls, [
    [
      0,
      [
        [0, 'call_r1_0', 'one'],
        [1, 'call_r1_1', 'two'],
      ],
      null,
    ],
    [1, [[0, 'call_r1_2', 'other']], null],
    [0, [[2, 'call_r1_3', 'three']], null],
    [1, [], 'tool_calls'],
    [0, [], 'tool_calls'],
  ]);
  assert.equal(objectsOf(objectOf(told(chunks)[0]?.[1])['tool_calls'])[0], {
    index: 0,
    id: 'call_r1_0',
    type: 'function',
    function: { name: 'one', arguments: '{"a":1}' },
  });
});

Stream('carries log probabilities with their text', () => {
  const logprobsResult = { chosenCandidates: [{ token: 'a', logProbability: -1 }] };
  const { chunks } = readAll([event([{ text: 'a' }], { logprobsResult })]);
  const [choice] = objectsOf(chunks[0]?.['choices']);
  assert.equal(choice?.['logprobs'], {
    content: [{ token: 'a', logprob: -1, bytes: [97], top_logprobs: [] }],
  });
});

Stream('ends a blocked prompt as filtered', () => {
  const { chunks } = readAll([{ promptFeedback: { blockReason: 'SAFETY' }, usageMetadata }]);
  assert.equal(told(chunks), [
    [0, { role: 'assistant', refusal: 'the prompt was blocked: SAFETY' }, null],
    [0, {}, 'content_filter'],
  ]);
  assert.is(chunks.length, 3);
});

Stream('has not ended before a candidate tells why it did', () => {
  assert.not(readAll([]).isWhole);
  assert.not(readAll([event([{ text: 'Hel' }], {}, { usageMetadata })]).isWhole);
  const { chunks } = readAll([event([], { finishReason: 'MAX_TOKENS' })]);
  assert.equal(told(chunks), [[0, {}, 'length']], 'without usage');
});

Stream('has not ended before every candidate has', () => {
  const first = event([{ text: 'a' }], { finishReason: 'STOP' });
  const second = (more: JsonObject) => event([{ text: 'b' }], { index: 1, ...more });
  assert.not(readAll([second({}), first]).isWhole);
  assert.ok(readAll([second({}), first, second({ finishReason: 'STOP' })]).isWhole);
});

Stream('tells once why a candidate has ended, whatever its earlier events said', () => {
  const { chunks } = readAll([
    event([{ text: 'Hel' }], { finishReason: 'STOP' }),
    event([{ text: 'lo' }], { finishReason: 'STOP' }),
    event([], { finishReason: 'MAX_TOKENS' }),
  ]);
  assert.equal(told(chunks), [
    [0, { role: 'assistant', content: 'Hel' }, null],
    [0, { content: 'lo' }, null],
    [0, {}, 'length'],
  ]);
});

Stream('takes an error between the events for a failure', () => {
  const stream = new GeminiStream('m');
  stream.read({ name: undefined, json: event([{ text: 'Hel' }]) });
  const error = { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' };
  const reading = stream.read({ name: undefined, json: { error } });
  assert.match(isFailure(reading) ? reading.message : '', 'The model is overloaded.');
  assert.is(stream.end(), undefined);
});

const finishOf = (chunks: readonly JsonObject[]) => told(chunks).at(-1)?.[2];

function recordedEvents(id: string): JsonObject[] {
  const { body } = recordingOf('gemini.streamGenerateContent', id);
  const texts = body.startsWith('[')
    ? [body]
    : new SseSplitter(1e6).push(Buffer.from(`${body}\n\n`)).map(({ data }) => data);
  return texts
    .filter((text) => text !== '')
    .flatMap((text) => JSON.parse(text))
    .filter(isJsonObject);
}

const streams: [string, string, string, number][] = [
  ['d6570d8693f4', 'tool_calls', 'pelican_name_generator', 118],
  ['9579cabcd9b9', 'stop', 'I told my wife', 259],
  ['bfe806b4c389', 'tool_calls', 'best_language_to_learn', 127],
];

for (const [id, finish, text, total] of streams) {
  Stream(`reads recording ${id}`, () => {
    if (!needs('the recordings', hasRecordings)) return;
    const { chunks } = readAll(recordedEvents(id));
    assert.is(finishOf(chunks), finish);
    assert.match(JSON.stringify(chunks), text);
    assert.is(objectOf(chunks.at(-1)?.['usage'])['total_tokens'], total);
  });
}

Stream.run();
