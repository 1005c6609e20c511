import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { readUsage } from '../../lib/providers/openai-usage.ts';
import { writeUsage } from '../../lib/providers/usage.ts';
import { noUsage, type Usage } from '../../lib/usage.ts';

const Read = suite('openai usage');

const plain = { prompt_tokens: 7, completion_tokens: 3 };

const usages: [name: string, usage: JsonObject, counts: Partial<Usage>][] = [
  ['a plain one', { ...plain, total_tokens: 10 }, {}],
  ['one without a total', plain, {}],
  [
    'all details',
    {
      ...plain,
      prompt_tokens_details: { cached_tokens: 4, audio_tokens: 2, cache_write_tokens: 1 },
      completion_tokens_details: { reasoning_tokens: 2, audio_tokens: 1 },
    },
    {
      cachedTokens: 4,
      audioPromptTokens: 2,
      cacheWriteTokens: 1,
      reasoningTokens: 2,
      audioCompletionTokens: 1,
    },
  ],
  [
    'details that are null',
    { ...plain, prompt_tokens_details: null, completion_tokens_details: null },
    {},
  ],
  ['DeepSeek', { ...plain, prompt_cache_hit_tokens: 4 }, { cachedTokens: 4 }],
  ['Together', { ...plain, cached_tokens: 1 }, { cachedTokens: 1 }],
  ['Mistral', { ...plain, num_cached_tokens: 4 }, { cachedTokens: 4 }],
  [
    'Anthropic by a gateway',
    { ...plain, cache_read_input_tokens: 4, cache_creation_input_tokens: 2 },
    { cachedTokens: 4, cacheWriteTokens: 2 },
  ],
  [
    'LiteLLM',
    { ...plain, prompt_tokens_details: { cached_tokens: 1, cache_creation_tokens: 2 } },
    { cachedTokens: 1, cacheWriteTokens: 2 },
  ],
  [
    'two names for the same, of which the first that counts is taken',
    { ...plain, prompt_cache_hit_tokens: 0, cached_tokens: 5, num_cached_tokens: 6 },
    { cachedTokens: 5 },
  ],
  [
    "OpenAI's place before the others",
    { ...plain, prompt_tokens_details: { cached_tokens: 1 }, cached_tokens: 5 },
    { cachedTokens: 1 },
  ],
  [
    'reasoning within the completion',
    { ...plain, total_tokens: 10, completion_tokens_details: { reasoning_tokens: 2 } },
    { reasoningTokens: 2 },
  ],
  [
    'reasoning beside the completion, as of xAI',
    { ...plain, total_tokens: 12, completion_tokens_details: { reasoning_tokens: 2 } },
    { reasoningTokens: 2, completionTokens: 5 },
  ],
  [
    'a total that is neither',
    { ...plain, total_tokens: 11, completion_tokens_details: { reasoning_tokens: 2 } },
    { reasoningTokens: 2 },
  ],
  ['only a total, as of Voyage', { total_tokens: 10 }, { promptTokens: 10, completionTokens: 0 }],
  ['embeddings', { prompt_tokens: 7, total_tokens: 7 }, { completionTokens: 0 }],
  ['a prompt without a completion', { prompt_tokens: 7, total_tokens: 9 }, { completionTokens: 2 }],
  ['a completion and a total', { completion_tokens: 3, total_tokens: 10 }, {}],
  [
    'a null for what is not counted',
    { prompt_tokens: null, completion_tokens: 3, total_tokens: 10 },
    {},
  ],
  ['a completion alone', { completion_tokens: 3 }, { promptTokens: 0 }],
  ['a total that is too small', { prompt_tokens: 7, total_tokens: 2 }, { completionTokens: 0 }],
  ['fractions, which are rounded up', { prompt_tokens: 6.2, completion_tokens: 3 }, {}],
];

for (const [name, usage, counts] of usages) {
  Read(`reads ${name}`, () => {
    const expected = { ...noUsage, promptTokens: 7, completionTokens: 3, ...counts };
    assert.equal(readUsage({ usage }), expected);
  });
}

Read('finds none where nothing is counted', () => {
  assert.is(readUsage({}), undefined);
  for (const usage of [null, {}, [], 'x', { prompt_tokens: null }, { cached_tokens: 4 }]) {
    assert.is(readUsage({ usage }), undefined);
  }
});

Read('finds zeros where they are told', () => {
  assert.equal(readUsage({ usage: { prompt_tokens: 0 } }), noUsage);
});

Read('reads what is written, but for how long a cache keeps it', () => {
  const usage: Usage = {
    promptTokens: 100,
    completionTokens: 50,
    cachedTokens: 20,
    cacheWriteTokens: 30,
    cacheWrite1hTokens: 0,
    reasoningTokens: 10,
    audioPromptTokens: 5,
    audioCompletionTokens: 4,
  };
  assert.equal(readUsage({ usage: writeUsage(usage) }), usage);
});

Read.run();
