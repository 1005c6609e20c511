import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { ollama } from '../../lib/providers/ollama.ts';
import { isFailure } from '../../lib/providers/provider.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import { noUsage } from '../../lib/usage.ts';
import { deployment } from '../support/calls.ts';
import { readEvents } from '../support/read-events.ts';

const Completion = suite('ollama completion');

const target = deployment({ upstreamModel: 'qwen3' });

const callOf = (body: JsonObject) => ({ operation: 'complete', body, isStream: false }) as const;

const write = (body: JsonObject): JsonObject => ollama.request(callOf(body), target).body;

Completion('asks for the text after a prompt', () => {
  assert.is(ollama.request(callOf({ prompt: 'a' }), target).path, '/api/generate');
  const usual = { n: 1, best_of: 1, echo: false };
  const own = { raw: true, num_ctx: 9 };
  assert.equal(write({ prompt: ['a'], suffix: 'b', max_tokens: 5, ...usual, ...own }), {
    model: 'qwen3',
    stream: false,
    prompt: 'a',
    suffix: 'b',
    raw: true,
    options: { num_predict: 5, num_ctx: 9 },
  });
});

for (const prompt of [['a', 'b'], [1, 2], null]) {
  Completion(`refuses the prompt ${JSON.stringify(prompt)}`, () => {
    assert.throws(
      () => write({ prompt }),
      (error: unknown) => error instanceof UpstreamError && error.kind === 'bad_request',
    );
  });
}

for (const [name, value] of Object.entries({
  best_of: 2,
  echo: true,
  logit_bias: {},
  logprobs: 1,
  n: 2,
  user: 'u',
})) {
  Completion(`refuses ${name}`, () => {
    assert.throws(
      () => write({ prompt: 'a', [name]: value }),
      (error: unknown) => error instanceof UnsupportedParameter && error.parameter === name,
    );
  });
}

const counts = { prompt_eval_count: 26, eval_count: 290 };
const usage = { ...noUsage, promptTokens: 26, completionTokens: 290 };

Completion('gives text in the shape of OpenAI', () => {
  const body = { model: 'qwen3', response: 'Blue.', done: true, done_reason: 'length', ...counts };
  const reading = ollama.readAnswer(callOf({}), body, target, {});
  assert.ok(!isFailure(reading));
  const { id, created, usage: written, ...rest } = reading.body;
  assert.match(String(id), /^cmpl-/);
  assert.is(typeof created, 'number');
  assert.equal(rest, {
    object: 'text_completion',
    model: 'qwen3',
    choices: [{ index: 0, text: 'Blue.', logprobs: null, finish_reason: 'length' }],
  });
  assert.match(JSON.stringify(written), '"total_tokens":316');
  assert.equal(reading.usage, usage);
});

const choice = (text: string, finish: string | null = null) => ({
  choices: [{ index: 0, text, logprobs: null, finish_reason: finish }],
});

Completion('streams text', () => {
  const lines = [
    { response: 'Bl', done: false },
    { response: 'ue.', done: false },
    { response: '', done: true, done_reason: 'stop', ...counts },
  ];
  const read = readEvents(ollama, lines, 'complete');
  const [first, second, end, last] = read.chunks;
  assert.equal([first, second, end], [choice('Bl'), choice('ue.'), choice('', 'stop')]);
  assert.equal(last?.['choices'], []);
  assert.is(read.head['object'], 'text_completion');
  assert.equal(read.usage, usage);
  assert.ok(read.isComplete);
  assert.not(readEvents(ollama, lines.slice(0, 2), 'complete').isComplete);
});

Completion.run();
