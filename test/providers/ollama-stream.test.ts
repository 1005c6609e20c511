import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { ollama } from '../../lib/providers/ollama.ts';
import { noUsage } from '../../lib/usage.ts';
import { readEvents } from '../support/read-events.ts';

// The lines are as docs.ollama.com/api shows them.
const Stream = suite('ollama stream');

const line = (message: JsonObject, more: JsonObject = {}): JsonObject => ({
  model: 'qwen3',
  created_at: '2023-08-04T08:52:19.385406455-07:00',
  message: { role: 'assistant', content: '', ...message },
  done: false,
  ...more,
});

const end = (more: JsonObject = {}): JsonObject =>
  line({}, { done: true, done_reason: 'stop', prompt_eval_count: 26, eval_count: 282, ...more });

const choice = (delta: JsonObject, finish: string | null = null, logprobs: JsonValue = null) => ({
  choices: [{ index: 0, delta, logprobs, finish_reason: finish }],
});

Stream('gives thinking, text and usage', () => {
  const { chunks, head, usage, isComplete } = readEvents(ollama, [
    line({ thinking: 'Hm.' }),
    line({ content: 'Hel' }),
    line({ content: 'lo' }, { logprobs: [{ token: 'lo', logprob: -1 }] }),
    end(),
  ]);
  assert.equal(chunks.slice(0, -1), [
    choice({ role: 'assistant', reasoning_content: 'Hm.' }),
    choice({ content: 'Hel' }),
    choice({ content: 'lo' }, null, {
      content: [{ bytes: null, top_logprobs: [], token: 'lo', logprob: -1 }],
    }),
    choice({}, 'stop'),
  ]);
  assert.equal(chunks.at(-1)?.['choices'], []);
  assert.match(JSON.stringify(chunks.at(-1)), '"total_tokens":308');
  assert.match(String(head['id']), /^chatcmpl-/);
  assert.is(head['model'], 'upstream-m');
  assert.equal(usage, { ...noUsage, promptTokens: 26, completionTokens: 282 });
  assert.ok(isComplete);
});

Stream('gives calls of tools, which come whole', () => {
  const call = (n: number) => ({ id: `c${n}`, function: { name: 'find', arguments: { n } } });
  const { chunks } = readEvents(ollama, [
    line({ tool_calls: [call(0), call(1)] }),
    line({ tool_calls: [call(2)] }),
    end({ prompt_eval_count: 1 }),
  ]);
  const called = (index: number) => ({
    index,
    id: `c${index}`,
    type: 'function',
    function: { name: 'find', arguments: `{"n":${index}}` },
  });
  assert.equal(chunks.slice(0, -1), [
    choice({ role: 'assistant', tool_calls: [called(0), called(1)] }),
    choice({ tool_calls: [called(2)] }),
    choice({}, 'tool_calls'),
  ]);
});

Stream('reads what the last line adds', () => {
  const { chunks } = readEvents(ollama, [
    { ...end(), message: { role: 'assistant', content: 'Hello' } },
  ]);
  assert.equal(chunks.slice(0, 2), [
    choice({ role: 'assistant', content: 'Hello' }),
    choice({}, 'stop'),
  ]);
});

Stream('ends without a usage where the count of the prompt is left out', () => {
  const { prompt_eval_count: _, ...cached } = end();
  const { chunks, usage, isComplete } = readEvents(ollama, [line({ content: 'a' }), cached]);
  assert.equal(chunks, [choice({ role: 'assistant', content: 'a' }), choice({}, 'stop')]);
  assert.is(usage, undefined);
  assert.ok(isComplete);
});

Stream('takes a stream without its last line for incomplete', () => {
  assert.not(readEvents(ollama, [line({ content: 'Hel' })]).isComplete);
});

Stream('fails at an error among the lines', () => {
  const { chunks, failure, isComplete } = readEvents(ollama, [
    line({ content: 'Hel' }),
    { error: 'an error was encountered while running the model' },
  ]);
  assert.is(chunks.length, 1);
  assert.is(failure?.kind, 'server_error');
  assert.match(failure?.message ?? '', 'an error was encountered');
  assert.not(isComplete);
});

Stream.run();
