import { Big } from 'big.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { costOf } from '../../lib/prices/cost.ts';
import { type ModelPrices, parsePrices } from '../../lib/prices/model-prices.ts';
import type { ServiceTier } from '../../lib/prices/quotes.ts';
import type { Usage } from '../../lib/usage.ts';
import { needs } from '../support/needs.ts';
import { hasPriceMap, readPriceMap } from '../support/price-map.ts';
import { tokens } from './priced.ts';
import { unpricedModels } from './unpriced-models.ts';

const Every = suite('every chat price');

const suffixes: Record<ServiceTier, string> = {
  standard: '',
  batch: '_batches',
  flex: '_flex',
  priority: '_priority',
};

/** The field of the price that holds: by the largest limit that the prompt exceeds, then by the tier. */
function priceOf(
  fields: JsonObject,
  name: string,
  prompt: number,
  suffix: string,
): Big | undefined {
  const start = `${name}_above_`;
  const limits = Object.keys(fields)
    .filter((field) => field.startsWith(start))
    .map((field) => Number.parseInt(field.slice(start.length), 10))
    .filter((thousands) => thousands > 1 && prompt > thousands * 1_000)
    .sort((a, b) => b - a);
  const names = limits.flatMap((limit) => {
    const above = `${start}${limit}k_tokens`;
    return [above + suffix, above];
  });
  const field = [...names, name + suffix, name].find((each) => fields[each] !== undefined);
  return field === undefined ? undefined : new Big(String(fields[field]));
}

/** The fields of the range in which the prompt lies, for those few that have ranges. */
function fieldsFor(entry: JsonObject, prompt: number): JsonObject {
  const ranges = Array.isArray(entry['tiered_pricing']) ? entry['tiered_pricing'] : [];
  const fitting = ranges.filter(isJsonObject).filter(({ range }, index) => {
    const from = Array.isArray(range) ? Number(range[0]) : Number.NaN;
    return index === 0 || prompt > from;
  });
  return { ...entry, ...fitting.at(-1) };
}

/** The cost by plain decimal arithmetic, told in 10^-12 USD and rounded up. */
function expectedCost(entry: JsonObject, counts: Usage, tier: ServiceTier): string {
  const { promptTokens: prompt } = counts;
  const fields = fieldsFor(entry, prompt);
  const find = (name: string) => priceOf(fields, name, prompt, suffixes[tier]);
  const zero = new Big(0);
  const input = find('input_cost_per_token') ?? zero;
  const output = find('output_cost_per_token') ?? zero;
  const read =
    find('cache_read_input_token_cost') ?? find('input_cost_per_token_cache_hit') ?? input;
  const written = find('cache_creation_input_token_cost') ?? input;
  const written1h = find('cache_creation_input_token_cost_above_1hr') ?? written;
  const repeats = fields['output_cost_per_reasoning_token'] === fields['output_cost_per_token'];
  const reasoning = repeats ? output : (find('output_cost_per_reasoning_token') ?? output);
  const { cachedTokens, cacheWriteTokens, cacheWrite1hTokens, audioPromptTokens } = counts;
  const { completionTokens, reasoningTokens, audioCompletionTokens } = counts;
  return input
    .times(prompt - cachedTokens - cacheWriteTokens - audioPromptTokens)
    .plus(read.times(cachedTokens))
    .plus(written.times(cacheWriteTokens - cacheWrite1hTokens))
    .plus(written1h.times(cacheWrite1hTokens))
    .plus((find('input_cost_per_audio_token') ?? input).times(audioPromptTokens))
    .plus(output.times(completionTokens - reasoningTokens - audioCompletionTokens))
    .plus(reasoning.times(reasoningTokens))
    .plus((find('output_cost_per_audio_token') ?? output).times(audioCompletionTokens))
    .plus(new Big(String(fields['input_cost_per_request'] ?? 0)))
    .times('1e12')
    .round(0, Big.roundUp)
    .toFixed();
}

/** Prompts below, at and above every threshold of the map, with and without parts. */
const usages = [
  ...[1, 1_234, 32_001, 128_000, 128_001, 200_000, 200_001, 256_001, 272_001, 512_001].map(
    (promptTokens) => tokens({ promptTokens, completionTokens: 77 }),
  ),
  tokens({ promptTokens: 1_000, completionTokens: 500, cachedTokens: 999, reasoningTokens: 499 }),
  ...[1_003, 600_003].map((promptTokens) =>
    tokens({
      promptTokens,
      completionTokens: 701,
      cachedTokens: 401,
      cacheWriteTokens: 307,
      cacheWrite1hTokens: 101,
      audioPromptTokens: 53,
      reasoningTokens: 211,
      audioCompletionTokens: 97,
    }),
  ),
];

const tiers: ServiceTier[] = ['standard', 'batch', 'flex', 'priority'];

/** 2,000 to 540,000 USD per million tokens, as the map has it. */
const mistakes = [
  'azure_ai/jais-30b-chat',
  'wandb/Qwen/Qwen3-235B-A22B-Instruct-2507',
  'wandb/Qwen/Qwen3-235B-A22B-Thinking-2507',
  'wandb/Qwen/Qwen3-Coder-480B-A35B-Instruct',
  'wandb/deepseek-ai/DeepSeek-R1-0528',
  'wandb/deepseek-ai/DeepSeek-V3-0324',
  'wandb/deepseek-ai/DeepSeek-V3.1',
  'wandb/meta-llama/Llama-3.1-8B-Instruct',
  'wandb/meta-llama/Llama-3.3-70B-Instruct',
  'wandb/meta-llama/Llama-4-Scout-17B-16E-Instruct',
  'wandb/microsoft/Phi-4-mini-instruct',
  'wandb/openai/gpt-oss-120b',
  'wandb/openai/gpt-oss-20b',
  'wandb/zai-org/GLM-4.5',
  'watsonx/bigscience/mt0-xxl-13b',
  'watsonx/core42/jais-13b-chat',
];

/** The chat models of the map, by what becomes of their prices. */
function readChatModels() {
  const priced: { name: string; entry: JsonObject; prices: ModelPrices }[] = [];
  const refused: string[] = [];
  const unpriced: string[] = [];
  for (const [name, entry] of Object.entries(readPriceMap())) {
    if (name === 'sample_spec' || !isJsonObject(entry) || entry['mode'] !== 'chat') continue;
    const prices = parsePrices(entry);
    if (!prices) unpriced.push(name);
    else if ('refused' in prices) refused.push(name);
    else priced.push({ name, entry, prices });
  }
  return { priced, refused, unpriced };
}

Every('gives the cost that plain decimal arithmetic gives', () => {
  if (!needs('the price map', hasPriceMap)) return;
  for (const { name, entry, prices } of readChatModels().priced) {
    for (const tier of tiers) {
      for (const counts of usages) {
        const cost = costOf(prices, counts, tier).toString();
        if (cost === expectedCost(entry, counts, tier)) continue;
        assert.is(cost, expectedCost(entry, counts, tier), `${name} ${tier}`);
      }
    }
  }
});

Every('refuses the prices that only a mistake can be, and knows which models have none', () => {
  if (!needs('the price map', hasPriceMap)) return;
  const { priced, refused, unpriced } = readChatModels();
  assert.equal(refused.sort(), mistakes);
  assert.equal(unpriced.sort(), unpricedModels);
  assert.is(unpriced.length, 96);
  assert.is(priced.length, 2_175);
});

Every.run();
