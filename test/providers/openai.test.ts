import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FailureKind } from '../../lib/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { readCompletion } from '../../lib/llm/answer.ts';
import { openai, readUsage } from '../../lib/providers/openai.ts';
import { type ChunkFacts, type Failure, isFailure } from '../../lib/providers/provider.ts';
import { SseSplitter } from '../../lib/providers/sse.ts';
import { needs } from '../support/needs.ts';
import {
  hasRecordings,
  type Recording,
  readExpected,
  recordingOf,
  recordingsOf,
} from '../support/recordings.ts';

const Openai = suite('openai');

const target = { baseUrl: 'https://host/v1', apiKey: 'sk-1', upstreamModel: 'gpt-x' };
const body = { model: 'm', messages: [], temperature: 0, seed: 12345678901234567890n };

function sent(isStream: boolean, more: object = {}, operation: 'chat' | 'embed' = 'chat') {
  const request = openai.request(operation, { ...body, ...more }, isStream, target);
  assert.ok(request);
  return request;
}

Openai('sends the body as it is, with the upstream model and the key', () => {
  const { baseUrl, path, headers, body: text } = sent(false);
  assert.is(baseUrl + path, 'https://host/v1/chat/completions');
  assert.is(
    text,
    '{"model":"gpt-x","messages":[],"temperature":0,"seed":12345678901234567890}',
    'with all digits',
  );
  assert.equal(headers, { 'content-type': 'application/json', authorization: 'Bearer sk-1' });
  assert.is(sent(false, {}, 'embed').path, '/embeddings');
});

Openai('sends no credentials where there are none', () => {
  const request = openai.request('chat', body, false, { ...target, apiKey: undefined });
  assert.equal(request?.headers, { 'content-type': 'application/json' });
});

Openai('asks a stream for its usage, unless the sender has said otherwise', () => {
  const own = JSON.parse(sent(true).body);
  assert.equal([own.stream, own.stream_options], [true, { include_usage: true }]);
  const theirs = JSON.parse(sent(true, { stream_options: { include_usage: false } }).body);
  assert.equal(theirs.stream_options, { include_usage: false });
});

Openai('does not offer what it has no path for', () => {
  assert.is(openai.request('rerank', body, false, target), undefined);
});

const notTheApi: [string, unknown][] = [
  ['nothing', undefined],
  ['a text', 'Hello'],
  ['a list', []],
  ['an object without choices', { object: 'list' }],
];

for (const [name, value] of notTheApi) {
  Openai(`takes ${name} in a plain answer for a server error`, () => {
    const facts = openai.readAnswer('chat', value);
    assert.ok(isFailure(facts));
    assert.equal([facts.kind, facts.code], ['server_error', 'unexpected_body']);
  });
}

Openai('wants data of an embedding, where a chat has choices', () => {
  assert.ok(isFailure(openai.readAnswer('embed', { choices: [] })));
  assert.not(isFailure(openai.readAnswer('embed', { data: [{}] })));
});

const inside: [object, FailureKind][] = [
  [{ message: 'odd' }, 'server_error'],
  [{ code: 429 }, 'rate_limited'],
  [{ code: '401' }, 'auth'],
  [{ code: 200 }, 'server_error'],
  [{ code: 'insufficient_quota' }, 'quota_exceeded'],
  [{ code: null, type: 'content_filter' }, 'content_filter'],
  [{ code: 'constructor' }, 'server_error'],
];

Openai('reads an error inside an answer or an event by its code', () => {
  for (const [error, kind] of inside) {
    for (const facts of [
      openai.readAnswer('chat', { error, choices: [] }),
      openai.readChunk({ error }),
    ]) {
      assert.ok(isFailure(facts));
      assert.is(facts.kind, kind, JSON.stringify(error));
    }
  }
});

const chunks: [object, Pick<ChunkFacts, 'hasOutput' | 'isTerminal'>][] = [
  [{ delta: { role: 'assistant', content: '' } }, { hasOutput: false, isTerminal: false }],
  [{ delta: { content: null, tool_calls: [] } }, { hasOutput: false, isTerminal: false }],
  [
    { delta: { content: 'a' }, finish_reason: null },
    { hasOutput: true, isTerminal: false },
  ],
  [
    { delta: { content: 'a' }, finish_reason: '' },
    { hasOutput: true, isTerminal: false },
  ],
  [{ delta: { reasoning_content: 'a' } }, { hasOutput: true, isTerminal: false }],
  [{ delta: { tool_calls: [{ index: 0 }] } }, { hasOutput: true, isTerminal: false }],
  [{ delta: { refusal: 'no' } }, { hasOutput: true, isTerminal: false }],
  [{ text: '' }, { hasOutput: false, isTerminal: false }],
  [
    { text: 'a', finish_reason: 'length' },
    { hasOutput: true, isTerminal: true },
  ],
  [
    { delta: {}, finish_reason: 'stop' },
    { hasOutput: false, isTerminal: true },
  ],
];

Openai('tells output and end of each event', () => {
  for (const [choice, expected] of chunks) {
    const facts = factsOf(openai.readChunk({ choices: [choice] }));
    const { hasOutput, isTerminal } = facts;
    assert.equal({ hasOutput, isTerminal }, expected, JSON.stringify(choice));
  }
  assert.is(factsOf(openai.readChunk({ choices: [] })).isTerminal, false);
});

Openai('reads usage with its details, and odd counts as 0', () => {
  assert.is(readUsage(null), undefined);
  assert.equal(
    readUsage({
      prompt_tokens: 9,
      completion_tokens: '4',
      prompt_tokens_details: { cached_tokens: 5 },
      completion_tokens_details: null,
    }),
    { promptTokens: 9, completionTokens: 0, cachedTokens: 5, reasoningTokens: 0 },
  );
});

function factsOf(facts: ChunkFacts | Failure): ChunkFacts {
  assert.not(isFailure(facts), JSON.stringify(facts));
  if (isFailure(facts)) throw new TypeError(facts.message);
  return facts;
}

const refused = (recording: Recording): boolean => recording.status !== 200;

/** An error under status 200, which the official SDK takes for an empty answer. */
const filteredId = '894cc62159c0';

Openai('finds the error in a recorded answer of status 200', () => {
  if (!needs('recordings', hasRecordings)) return;
  const facts = openai.readAnswer(
    'chat',
    JSON.parse(recordingOf('chat.completions', filteredId).body),
  );
  assert.ok(isFailure(facts));
  assert.is(facts.kind, 'content_filter');
});

Openai('reads recorded plain answers as the official SDK does', () => {
  if (!needs('recordings', hasRecordings)) return;
  const expected = readExpected();
  let read = 0;
  for (const recording of recordingsOf('chat.completions')) {
    const { id, isStream, body: text } = recording;
    const theirs = expected.get(id);
    if (isStream || refused(recording) || theirs?.['ok'] !== true || id === filteredId) continue;
    const json: JsonValue = JSON.parse(text);
    assert.ok(isJsonObject(json));
    const { usage } = factsOf(openai.readAnswer('chat', json));
    const ours = readCompletion({ body: json, source: { model: 'm', deployment: 'm' } });
    assert.is(ours.text, theirs['text'], id);
    assert.is(ours.finishReason ?? '', theirs['finish'], id);
    assert.is(ours.hasToolCalls, hasTools(theirs) || text.includes('"function_call":'), id);
    assertUsage(usage, theirs, id);
    read += 1;
  }
  assert.ok(read > 30, `${read} answers`);
});

Openai('reads recorded streams as the official SDK does', () => {
  if (!needs('recordings', hasRecordings)) return;
  const expected = readExpected();
  let read = 0;
  for (const recording of recordingsOf('chat.completions')) {
    const theirs = expected.get(recording.id);
    if (!recording.isStream || refused(recording) || theirs?.['ok'] !== true) continue;
    const { facts, isDone } = readStream(recording);
    const ours = facts.map(factsOf);
    assert.ok(
      ours.some(({ hasOutput }) => hasOutput),
      recording.id,
    );
    assert.ok(isDone || ours.some(({ isTerminal }) => isTerminal), recording.id);
    if (theirs['finish']) {
      assert.ok(
        ours.some(({ isTerminal }) => isTerminal),
        recording.id,
      );
    }
    assertUsage(ours.findLast(({ usage }) => usage)?.usage, theirs, recording.id);
    read += 1;
  }
  assert.ok(read > 20, `${read} streams`);
});

Openai('refuses what the official SDK refuses, by the same status and message', () => {
  if (!needs('recordings', hasRecordings)) return;
  const expected = readExpected();
  let read = 0;
  for (const recording of recordingsOf('chat.completions').filter(refused)) {
    const { id, status, headers, body: text } = recording;
    const failure = openai.readFailure(status, headers, text);
    const theirs = String(expected.get(id)?.['message']).replace(`${status} `, '');
    if (!theirs.startsWith('status code')) assert.ok(failure.message.startsWith(theirs), id);
    assert.not.equal(failure.message, 'no message', id);
    read += 1;
  }
  assert.ok(read > 20, `${read} refusals`);
});

Openai('finds the error in the middle of a recorded stream', () => {
  if (!needs('recordings', hasRecordings)) return;
  const { facts } = readStream(recordingOf('chat.completions', '4a7ead0bd258'));
  const [failure] = facts.filter(isFailure);
  assert.equal([failure?.kind, failure?.message], ['bad_request', 'Token limit reached']);
});

function readStream({ body: text }: Recording) {
  const splitter = new SseSplitter(1_000_000);
  const data = [...splitter.push(Buffer.from(text)), ...splitter.end()]
    .map((event) => event.data)
    .filter((each) => each !== '');
  const events = data.filter((each) => each !== '[DONE]').map((each) => JSON.parse(each));
  return { facts: events.map(openai.readChunk), isDone: data.includes('[DONE]') };
}

const hasTools = (theirs: JsonObject): boolean =>
  Array.isArray(theirs['tools']) && theirs['tools'].length > 0;

function assertUsage(usage: ChunkFacts['usage'], theirs: JsonObject, id: string): void {
  const { usage: counted } = theirs;
  if (!isJsonObject(counted)) return;
  assert.is(usage?.promptTokens, counted['prompt_tokens'] ?? 0, id);
  assert.is(usage?.completionTokens, counted['completion_tokens'] ?? 0, id);
}

Openai.run();
