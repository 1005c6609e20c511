import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { costOf } from '../../lib/prices/cost.ts';
import { PriceTable } from '../../lib/prices/price-table.ts';
import { tokens } from './priced.ts';

const Table = suite('price table');

/** An entry that is known again by its price. */
const entry = (provider: string | undefined, price: number, more = {}) => ({
  ...(provider === undefined ? {} : { litellm_provider: provider }),
  input_cost_per_token: `${price}e-12`,
  ...more,
});

const table = new PriceTable({
  sample_spec: entry('one of the providers', 999),
  fallback_generalizations: { rules: [] },
  _about: { date: '2026-08-01' },
  'gpt-4o': entry('openai', 1),
  'ft:gpt-4o-2024-08-06': entry('openai', 2),
  'azure/gpt-4o': entry('azure', 3),
  'azure/eu/gpt-4o': entry('azure', 4),
  'command-r': entry('cohere_chat', 5),
  'gemini-2.5-pro': entry('vertex_ai-language-models', 6),
  'gemini/gemini-2.5-pro': entry('gemini', 7),
  'anthropic.claude-x-v1:0': entry('bedrock_converse', 8),
  'us.anthropic.claude-x-v1:0': entry('bedrock', 9),
  'bedrock/us-east-1/anthropic.claude-x-v1:0': entry('bedrock', 10),
  'openrouter/openai/gpt-4o': entry('openrouter', 11),
  'deepseek/deepseek-chat': entry('deepseek', 12),
  'deepseek-chat': entry('deepseek', 13),
  'my/model': entry(undefined, 14),
  'openai/mine': entry(undefined, 15),
  wrong: entry('wandb', 1e12),
  limited: { litellm_provider: 'x', max_input_tokens: 131_072.5, max_output_tokens: 0 },
});

/** The price by which an entry is known again; undefined where none is found. */
function priceOf(vendor: string, model: string): bigint | undefined {
  const prices = table.pricesOf(vendor, model);
  if (!prices) return undefined;
  if ('refused' in prices) throw new TypeError(prices.refused);
  return costOf(prices, tokens({ promptTokens: 1 }));
}

const found = [
  ['openai', 'gpt-4o', 1n],
  ['openai', 'ft:gpt-4o-2024-08-06:org:name:id', 2n],
  ['azure', 'gpt-4o', 3n],
  ['azure', 'eu/gpt-4o', 4n],
  ['cohere', 'command-r', 5n],
  ['cohere_chat', 'command-r', 5n],
  ['vertex_ai', 'gemini-2.5-pro', 6n],
  ['gemini', 'gemini-2.5-pro', 7n],
  ['bedrock', 'anthropic.claude-x-v1:0', 8n],
  ['bedrock', 'us.anthropic.claude-x-v1:0', 9n],
  ['bedrock', 'eu.anthropic.claude-x-v1:0', 8n],
  ['bedrock', 'us-east-1/anthropic.claude-x-v1:0', 10n],
  ['openrouter', 'openai/gpt-4o', 11n],
  ['deepseek', 'deepseek-chat', 12n],
  ['openai', 'my/model', 14n],
  ['hosted_vllm', 'my/model', 14n],
  ['openai', 'mine', 15n],
] as const;

for (const [vendor, model, price] of found) {
  Table(`finds ${model} of ${vendor}`, () => {
    assert.is(priceOf(vendor, model), price);
  });
}

const strangers = [
  ['mistral', 'gpt-4o'],
  ['openai', 'gemini-2.5-pro'],
  ['groq', 'openrouter/openai/gpt-4o'],
  ['together_ai', 'deepseek/deepseek-chat'],
  ['openai', 'eu/gpt-4o'],
  ['azure', 'mine'],
  ['x', 'sample_spec'],
  ['one of the providers', 'sample_spec'],
  ['openai', 'ft:other:org'],
] as const;

for (const [vendor, model] of strangers) {
  Table(`finds no ${model} of ${vendor}`, () => {
    assert.is(table.find(vendor, model), undefined);
    assert.is(table.pricesOf(vendor, model), undefined);
  });
}

Table('tells whose a bare name is', () => {
  const vendors = {
    'gpt-4o': 'openai',
    'ft:gpt-4o-2024-08-06:org:name:id': 'openai',
    'command-r': 'cohere',
    'gemini-2.5-pro': 'vertex_ai',
    'ap.anthropic.claude-x-v1:0': undefined,
    'apac.anthropic.claude-x-v1:0': 'bedrock',
    'azure/gpt-4o': undefined,
    'my/model': undefined,
    sample_spec: undefined,
  };
  for (const [name, vendor] of Object.entries(vendors)) assert.is(table.vendorOf(name), vendor);
});

Table('passes a refusal on', () => {
  const refused = 'input_cost_per_token is 1000000 USD per million tokens, above 1000';
  assert.equal(table.pricesOf('wandb', 'wrong'), { refused });
});

Table('tells limits in whole tokens, and none where they are not known', () => {
  const limits = { maxInputTokens: 131_072, maxOutputTokens: undefined };
  assert.equal(table.limitsOf('x', 'limited'), limits);
  const unknown = { maxInputTokens: undefined, maxOutputTokens: undefined };
  assert.equal(table.limitsOf('openai', 'gpt-4o'), unknown);
  assert.equal(table.limitsOf('openai', 'none'), unknown);
});

Table('lists each model of a vendor once, as users write it', () => {
  const names = [...table.models].map(({ name }) => name);
  assert.is(names.length, new Set(names).size);
  assert.ok(names.includes('openai/gpt-4o'));
  assert.ok(names.includes('azure/eu/gpt-4o'));
  assert.not.ok(names.includes('my/model'));
});

Table.run();
