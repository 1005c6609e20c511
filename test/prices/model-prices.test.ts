import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { parsePrices } from '../../lib/prices/model-prices.ts';
import { cost, pricesOf } from './priced.ts';

const Prices = suite('model prices');

Prices('knows no price where a token of input has none', () => {
  const entries: JsonObject[] = [
    {},
    { mode: 'chat', max_tokens: 8 },
    { input_cost_per_second: 0.1, input_cost_per_query: 0.1 },
    { input_cost_per_token: null },
    { output_cost_per_token: 1e-6, input_cost_per_video_per_second: 1e-3 },
    { tiered_pricing: [{ max_results_range: [0, 25], input_cost_per_query: 0.005 }] },
  ];
  for (const entry of entries) assert.is(parsePrices(entry), undefined);
});

Prices('takes 0 for free', () => {
  const entry = { input_cost_per_token: 0, output_cost_per_token: '0.0' };
  assert.is(cost(entry, { promptTokens: 1_000, completionTokens: 9 }), 0n);
});

Prices('takes output for free where only input has a price, as for embeddings', () => {
  assert.is(cost({ input_cost_per_token: 1e-12 }, { promptTokens: 2, completionTokens: 9 }), 2n);
});

Prices("takes DeepSeek's older name of the price of cached tokens", () => {
  const entry = { input_cost_per_token: 1e-10, input_cost_per_token_cache_hit: 1e-12 };
  assert.is(cost(entry, { promptTokens: 2, cachedTokens: 1 }), 101n);
});

Prices('shares what is not priced by tier', () => {
  const { tiers } = pricesOf({ input_cost_per_token: 1e-6, input_cost_per_token_flex: 5e-7 });
  assert.is(tiers.batch, tiers.standard);
  assert.equal(tiers.standard.longer, []);
  assert.is.not(tiers.flex, tiers.standard);
});

const refusals: [string, JsonObject, string][] = [
  [
    'a price that only a mistake can be',
    { input_cost_per_token: 0.0710001, output_cost_per_token: 1e-6 },
    'input_cost_per_token is 71000.1 USD per million tokens, above 1000',
  ],
  [
    'such a price in a tier',
    { input_cost_per_token: 1e-6, output_cost_per_token_above_200k_tokens_priority: 1 },
    'output_cost_per_token_above_200k_tokens_priority is 1000000 USD per million tokens, above 1000',
  ],
  [
    'what is no price',
    { input_cost_per_token: 'cheap' },
    'input_cost_per_token: expected a price, got "cheap"',
  ],
  [
    'a negative price',
    { input_cost_per_token: -1e-6 },
    'input_cost_per_token: expected a price, got -0.000001',
  ],
  [
    'a fee that is none',
    { input_cost_per_token: 1e-6, input_cost_per_request: [] },
    'input_cost_per_request: expected a price, got []',
  ],
  [
    'a range below nothing',
    { tiered_pricing: [{ range: [-1, 8], input_cost_per_token: 1e-6 }] },
    'tiered_pricing: expected a range of two numbers',
  ],
  [
    'a price without its range',
    { tiered_pricing: [{ input_cost_per_token: 1e-6 }] },
    'tiered_pricing: expected a range of two numbers',
  ],
];

for (const [what, entry, refused] of refusals) {
  Prices(`refuses ${what}`, () => {
    assert.equal(parsePrices(entry), { refused });
  });
}

Prices('takes the dearest price that may be', () => {
  assert.is(cost({ input_cost_per_token: '0.001' }, { promptTokens: 1 }), 1_000_000_000n);
});

Prices.run();
