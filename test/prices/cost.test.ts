import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cost } from './priced.ts';

const Cost = suite('cost');

/** Prices of which each is told apart in a sum: in 10^-12 USD, 1, 10, 100 and so on. */
const apart = {
  input_cost_per_token: 1e-12,
  cache_read_input_token_cost: 1e-11,
  cache_creation_input_token_cost: 1e-10,
  cache_creation_input_token_cost_above_1hr: 1e-9,
  input_cost_per_audio_token: 1e-8,
  output_cost_per_token: 1e-7,
  output_cost_per_reasoning_token: 1e-6,
  output_cost_per_audio_token: 1e-5,
};

Cost('counts each token once, at the price of its kind', () => {
  const counts = {
    promptTokens: 1 + 2 + 7 + 5,
    cachedTokens: 2,
    cacheWriteTokens: 7,
    cacheWrite1hTokens: 4,
    audioPromptTokens: 5,
    completionTokens: 6 + 7 + 8,
    reasoningTokens: 7,
    audioCompletionTokens: 8,
  };
  assert.is(cost(apart, counts), 87_654_321n);
});

const { input_cost_per_token, output_cost_per_token } = apart;
const plain = { input_cost_per_token, output_cost_per_token };

Cost('takes the price of its side for a kind that has none', () => {
  const counts = {
    promptTokens: 9,
    cachedTokens: 2,
    cacheWriteTokens: 3,
    cacheWrite1hTokens: 1,
    audioPromptTokens: 4,
    completionTokens: 5,
    reasoningTokens: 3,
    audioCompletionTokens: 2,
  };
  assert.is(cost(plain, counts), 500_009n);
});

Cost('takes the price of other cache writes for those of an hour', () => {
  const { cache_creation_input_token_cost } = apart;
  const counts = { promptTokens: 3, cacheWriteTokens: 3, cacheWrite1hTokens: 1 };
  assert.is(cost({ ...plain, cache_creation_input_token_cost }, counts), 300n);
});

Cost('is exact where doubles are not, and rounds up once', () => {
  const entry = { input_cost_per_token: '3e-13', output_cost_per_token: 1e-13 };
  assert.is(cost(entry, { promptTokens: 3, completionTokens: 1 }), 1n);
  assert.is(cost(entry, { promptTokens: 3, completionTokens: 2 }), 2n);
  const long = { input_cost_per_token: 0.000015000020000000002 };
  assert.is(cost(long, { promptTokens: 1_000_000_000 }), 15_000_020_000_000_002n);
});

const inconsistent = [
  ['more cached than prompt', { promptTokens: 3, cachedTokens: 5 }, 30n],
  [
    'more written than is left',
    { promptTokens: 3, cachedTokens: 2, cacheWriteTokens: 9, cacheWrite1hTokens: 99 },
    1_020n,
  ],
  ['more audio than is left', { promptTokens: 3, cachedTokens: 2, audioPromptTokens: 3 }, 10_020n],
  ['an hour of nothing written', { promptTokens: 3, cacheWrite1hTokens: 3 }, 3n],
  ['more reasoning than completion', { completionTokens: 1, reasoningTokens: 2 }, 1_000_000n],
  [
    'reasoning and audio of more than the completion',
    { completionTokens: 3, reasoningTokens: 2, audioCompletionTokens: 2 },
    12_000_000n,
  ],
  ['negative counts', { promptTokens: -3, cachedTokens: -2, completionTokens: -1 }, 0n],
  ['a negative part', { promptTokens: 3, cachedTokens: -2 }, 3n],
] as const;

for (const [what, counts, expected] of inconsistent) {
  Cost(`never subtracts for ${what}`, () => {
    assert.is(cost(apart, counts), expected);
  });
}

const long = {
  ...plain,
  input_cost_per_token_above_200k_tokens: 2e-12,
  output_cost_per_token_above_200k_tokens: 2e-7,
  input_cost_per_token_above_512k_tokens: 5e-12,
};

Cost('prices all tokens by the threshold that the prompt exceeds', () => {
  assert.is(cost(long, { promptTokens: 200_000, completionTokens: 1 }), 300_000n);
  assert.is(cost(long, { promptTokens: 200_001, completionTokens: 1 }), 600_002n);
  assert.is(cost(long, { promptTokens: 512_001, completionTokens: 1 }), 2_760_005n);
});

Cost('keeps a price that has no counterpart above a threshold', () => {
  const entry = { ...long, cache_read_input_token_cost: 1e-13 };
  assert.is(cost(entry, { promptTokens: 200_010, cachedTokens: 200_010 }), 20_001n);
});

const tiered = {
  tiered_pricing: [
    { range: [0, 32_000], input_cost_per_token: 1e-12, output_cost_per_token: 1e-7 },
    { range: [32_000, 128_000], input_cost_per_token: 3e-12, output_cost_per_token: 3e-7 },
  ],
};

Cost('prices all tokens by the range in which the prompt lies, the last one without end', () => {
  assert.is(cost(tiered, { completionTokens: 1 }), 100_000n);
  assert.is(cost(tiered, { promptTokens: 32_000, completionTokens: 1 }), 132_000n);
  assert.is(cost(tiered, { promptTokens: 32_001, completionTokens: 1 }), 396_003n);
  assert.is(cost(tiered, { promptTokens: 999_999 }), 2_999_997n);
});

const served = {
  ...long,
  input_cost_per_token_batches: 5e-13,
  output_cost_per_token_flex: 5e-8,
  input_cost_per_token_priority: 4e-12,
  input_cost_per_token_above_200k_tokens_priority: 8e-12,
};

Cost('prices a service tier apart, and by the base where it has no price', () => {
  const counts = { promptTokens: 10, completionTokens: 1 };
  assert.is(cost(served, counts), 100_010n);
  assert.is(cost(served, counts, 'standard'), 100_010n);
  assert.is(cost(served, counts, 'batch'), 100_005n);
  assert.is(cost(served, counts, 'flex'), 50_010n);
  assert.is(cost(served, counts, 'priority'), 100_040n);
});

Cost("prefers a threshold's own price for the tier, then that of all tiers", () => {
  const counts = { promptTokens: 200_001 };
  assert.is(cost(served, counts, 'priority'), 1_600_008n);
  assert.is(cost(served, counts, 'batch'), 400_002n);
});

Cost('follows the price of output where that of reasoning only repeats it', () => {
  const entry = { ...served, output_cost_per_reasoning_token: '0.0000001' };
  const counts = { completionTokens: 1, reasoningTokens: 1 };
  assert.is(cost(entry, counts), 100_000n);
  assert.is(cost(entry, counts, 'flex'), 50_000n);
  assert.is(cost(entry, { ...counts, promptTokens: 200_001 }), 600_002n);
});

Cost('adds the fee for a request or a query', () => {
  assert.is(cost({ ...plain, input_cost_per_request: 0.005 }, {}), 5_000_000_000n);
  assert.is(cost({ ...plain, input_cost_per_query: '2e-3' }, {}), 2_000_000_000n);
});

Cost.run();
