import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countIn, writeUsage } from '../../lib/providers/usage.ts';
import { addUsage, noUsage, type Usage } from '../../lib/usage.ts';

const Counts = suite('usage');

const some: Usage = {
  promptTokens: 100,
  completionTokens: 50,
  cachedTokens: 20,
  cacheWriteTokens: 30,
  cacheWrite1hTokens: 15,
  reasoningTokens: 10,
  audioPromptTokens: 5,
  audioCompletionTokens: 4,
};

Counts('adds member by member', () => {
  const double = Object.fromEntries(Object.entries(some).map(([name, count]) => [name, 2 * count]));
  assert.equal(addUsage(some, some), double);
  assert.equal(addUsage(some, noUsage), some);
});

Counts("is written as OpenAI's", () => {
  assert.equal(writeUsage(some), {
    prompt_tokens: 100,
    completion_tokens: 50,
    total_tokens: 150,
    prompt_tokens_details: { cached_tokens: 20, audio_tokens: 5, cache_creation_tokens: 30 },
    completion_tokens_details: { reasoning_tokens: 10, audio_tokens: 4 },
  });
  const { prompt_tokens_details: details } = writeUsage({ ...some, cacheWriteTokens: 0 });
  assert.equal(details, { cached_tokens: 20, audio_tokens: 5 });
  const { prompt_tokens_details: one } = writeUsage({ ...some, cacheWriteTokens: 1 });
  assert.equal(one, { cached_tokens: 20, audio_tokens: 5, cache_creation_tokens: 1 });
});

Counts('takes for a count what is one', () => {
  assert.is(countIn({ a: 3 }, 'a'), 3);
  assert.is(countIn({ a: 2.1 }, 'a'), 3);
  assert.is(countIn({ a: 0.5 }, 'a'), 1);
  for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, '3', null, 3n, []]) {
    assert.is(countIn({ a: value }, 'a'), 0);
  }
  for (const value of [undefined, null, 'a', [3], {}]) assert.is(countIn(value, 'a'), 0);
});

Counts.run();
