import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { ollama } from '../../lib/providers/ollama.ts';
import { isFailure, type ProviderOperation } from '../../lib/providers/provider.ts';
import { noUsage } from '../../lib/usage.ts';
import { deployment } from '../support/calls.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

// The bodies are as docs.ollama.com/api shows them.
const Answer = suite('ollama answer');

const target = deployment({ upstreamModel: 'qwen3' });

const read = (body: JsonObject, operation: ProviderOperation = 'chat') =>
  ollama.readAnswer({ operation, body: {}, isStream: false }, body, target, {});

function readWell(body: JsonObject, operation?: ProviderOperation) {
  const reading = read(body, operation);
  if (isFailure(reading)) throw new TypeError(reading.message);
  return reading;
}

const answer = (message: JsonObject, more: JsonObject = {}): JsonObject => ({
  model: 'qwen3',
  created_at: '2023-12-12T14:13:43.416799Z',
  message: { role: 'assistant', ...message },
  done: true,
  done_reason: 'stop',
  prompt_eval_count: 26,
  eval_count: 298,
  ...more,
});

Answer('gives text in the shape of OpenAI', () => {
  const { body, usage } = readWell(answer({ content: 'Hello!' }));
  const { id, created, usage: written, ...rest } = body;
  assert.match(String(id), /^chatcmpl-/);
  assert.is(typeof created, 'number');
  assert.equal(rest, {
    object: 'chat.completion',
    model: 'qwen3',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hello!', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
  });
  assert.match(JSON.stringify(written), '"total_tokens":324');
  assert.equal(usage, { ...noUsage, promptTokens: 26, completionTokens: 298 });
});

Answer('counts what was read from the cache among the prompt', () => {
  const { usage } = readWell(answer({ content: '' }, { prompt_eval_cached_count: 20 }));
  assert.equal(usage, { ...noUsage, promptTokens: 26, cachedTokens: 20, completionTokens: 298 });
});

Answer('does not know the usage where the count of the prompt is left out', () => {
  const { prompt_eval_count: _, ...cached } = answer({ content: 'Hello!' });
  const { body, usage } = readWell(cached);
  assert.is(usage, undefined);
  assert.not('usage' in body);
});

Answer('keeps arguments that are text already', () => {
  const call = { function: { name: 'find', arguments: '{"n":1}' } };
  const { body } = readWell(answer({ content: '', tool_calls: [call] }));
  assert.match(JSON.stringify(body), JSON.stringify({ name: 'find', arguments: '{"n":1}' }));
});

Answer('reads calls of tools, with all digits and an id for each', () => {
  assert.ok(ollama.exactNumbers);
  const find = { function: { name: 'find', arguments: { n: 12345678901234567890n, t: 'é' } } };
  const named = { id: 'call_1', function: { name: 'look', arguments: {} } };
  const { body } = readWell(answer({ content: '', tool_calls: [find, find, named] }));
  const ids: string[] = [];
  const text = JSON.stringify(body['choices'], (name, value) => {
    if (name === 'id') ids.push(value);
    return name === 'id' ? 'ID' : value;
  });
  const called = (name: string, text: string) => ({
    id: 'ID',
    type: 'function',
    function: { name, arguments: text },
  });
  assert.equal(JSON.parse(text), [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: '',
        refusal: null,
        tool_calls: [
          called('find', '{"n":12345678901234567890,"t":"é"}'),
          called('find', '{"n":12345678901234567890,"t":"é"}'),
          called('look', '{}'),
        ],
      },
      logprobs: null,
      finish_reason: 'tool_calls',
    },
  ]);
  assert.is(new Set(ids).size, 3);
  assert.is(ids[2], 'call_1');
});

Answer('reads thinking and probabilities', () => {
  const logprobs = [{ token: 'a', logprob: -1, top_logprobs: [{ token: 'b', logprob: -2 }] }];
  const { body } = readWell(answer({ content: 'a', thinking: 'Hm.' }, { logprobs }));
  const text = JSON.stringify(body);
  assert.match(text, '"reasoning_content":"Hm."');
  assert.match(
    text,
    '"logprobs":{"content":[{"bytes":null,"top_logprobs":[{"token":"b","logprob":-2}],"token":"a","logprob":-1}]}',
  );
});

for (const [theirs, ours] of [
  ['stop', 'stop'],
  ['length', 'length'],
  ['load', 'stop'],
  ['unload', 'stop'],
] as const) {
  Answer(`takes ${theirs} for ${ours}`, () => {
    const { body } = readWell(answer({ content: '' }, { done_reason: theirs }));
    assert.match(JSON.stringify(body), `"finish_reason":"${ours}"`);
  });
}

Answer('does not take a call that was cut off for a whole one', () => {
  const tool_calls = [{ function: { name: 'find', arguments: {} } }];
  const { body } = readWell(answer({ content: '', tool_calls }, { done_reason: 'length' }));
  assert.match(JSON.stringify(body), '"finish_reason":"length"');
});

Answer('takes an error in an answer of status 200 for a failure', () => {
  const reading = read({ error: 'an error was encountered while running the model' });
  assert.ok(isFailure(reading));
  assert.is(reading.kind, 'server_error');
  assert.match(reading.message, 'an error was encountered while running the model');
});

for (const operation of ['chat', 'complete', 'embed'] as const) {
  Answer(`takes another body than that of ${operation} for a failure`, () => {
    const reading = read({ model: 'qwen3' }, operation);
    assert.ok(isFailure(reading));
    assert.is(reading.code, 'unexpected_body');
  });
}

Answer('reads what a status says', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const { status, headers, body } = recordingOf('ollama.chat', '2a2ad3820e65');
  const failure = ollama.readFailure(status, headers, body);
  assert.is(failure.kind, 'bad_request');
  assert.is(failure.message, "model 'nonexistent-model:latest' not found");
});

Answer('gives embeddings in the shape of OpenAI', () => {
  const { body, usage } = readWell(
    { model: 'm', embeddings: [[0.5], [1]], prompt_eval_count: 8 },
    'embed',
  );
  assert.equal(body, {
    object: 'list',
    data: [
      { object: 'embedding', index: 0, embedding: [0.5] },
      { object: 'embedding', index: 1, embedding: [1] },
    ],
    model: 'qwen3',
    usage: { prompt_tokens: 8, total_tokens: 8 },
  });
  assert.equal(usage, { ...noUsage, promptTokens: 8 });
});

Answer('asks for embeddings', () => {
  const body = { input: ['a', 'b'], dimensions: 2, keep_alive: '1m' };
  const write = (more: JsonObject) =>
    ollama.request({ operation: 'embed', body: { ...body, ...more }, isStream: false }, target);
  assert.is(write({}).path, '/api/embed');
  assert.equal(write({}).body, { model: 'qwen3', ...body });
  const { body: sent } = write({ num_ctx: 8192, options: { num_gpu: 1 } });
  assert.equal(sent, { model: 'qwen3', ...body, options: { num_gpu: 1, num_ctx: 8192 } });
});

Answer.run();
