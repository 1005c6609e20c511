import {
  calcPrice,
  findProvider,
  type MatchLogic,
  type ModelInfo,
  type ModelPrice,
  type Provider,
} from '@pydantic/genai-prices';
import type { JsonObject } from '../../lib/json.ts';

/** The version of the package and the day on which it was published. */
export const genaiSource = {
  name: '@pydantic/genai-prices 0.1.8',
  date: '2026-09-23',
  license: 'MIT',
};

interface GenaiEntry {
  vendor: string;
  model: string;
  /** In LiteLLM's format. */
  entry: JsonObject;
}

/**
 * LiteLLM's prefixes of its providers. Left out are those whose names or prices do not fit a prefix: its azure also
 * holds models of azure_ai, its zhipuai is priced in another currency than zai.
 */
const vendorsOf: Readonly<Record<string, readonly string[]>> = {
  anthropic: ['anthropic'],
  aws: ['bedrock'],
  baseten: ['baseten'],
  cerebras: ['cerebras'],
  cloudflare: ['cloudflare'],
  cohere: ['cohere'],
  deepseek: ['deepseek'],
  fireworks: ['fireworks_ai'],
  google: ['gemini', 'vertex_ai'],
  groq: ['groq'],
  minimax: ['minimax'],
  mistral: ['mistral'],
  moonshotai: ['moonshot'],
  novita: ['novita'],
  openai: ['openai'],
  openrouter: ['openrouter'],
  ovhcloud: ['ovhcloud'],
  perplexity: ['perplexity'],
  together: ['together_ai'],
  voyageai: ['voyage'],
  'x-ai': ['xai'],
  zai: ['zai'],
};

/** The models of text in the package with a price per token on its day, under each of their exact names. */
export function genaiEntries(): GenaiEntry[] {
  return Object.entries(vendorsOf).flatMap(([id, vendors]) => {
    const provider = findProvider({ providerId: id });
    if (!provider) throw new RangeError(`there is no provider ${id}`);
    return provider.models.flatMap((model) =>
      namesOf(model).flatMap((name) => entriesOf(provider, model, name, vendors)),
    );
  });
}

/** Its id and the names that its rule lists; rules about parts of names are no names. */
const namesOf = ({ id, match }: ModelInfo): string[] => [...new Set([id, ...listed(match)])];

function listed(rule: MatchLogic): string[] {
  if ('equals' in rule) return [rule.equals];
  return 'or' in rule ? rule.or.flatMap(listed) : [];
}

function entriesOf(
  provider: Provider,
  { id, context_window: context }: ModelInfo,
  name: string,
  vendors: readonly string[],
): GenaiEntry[] {
  const timestamp = new Date(`${genaiSource.date}T12:00:00Z`);
  const found = calcPrice({ input_tokens: 1 }, name, { provider, timestamp });
  // Not every id is a name by which its model is found; some are the beginnings of names.
  if (found?.model.id !== id || found.provider.id !== provider.id || /[-~:]$|^~/.test(name))
    return [];
  const { model_price: price } = found;
  if (price['input_mtok'] === undefined || Object.keys(price).some(isOfMedia)) return [];
  const limit = context === undefined ? {} : { max_input_tokens: context };
  return vendors
    .filter((vendor) => !(vendor === 'gemini' && name.includes('claude')))
    .map((vendor) => {
      const entry = { ...toFields(price), litellm_provider: vendor, ...limit };
      return { vendor, model: name, entry: sorted(entry) };
    });
}

/** Of models that make or hear something else than text. */
const isOfMedia = (key: string): boolean => /^output_(image|video|audio)|hours|pages/.test(key);

/** Fields of LiteLLM's, by what the package calls a price per million tokens. */
const fields: Readonly<Record<string, string>> = {
  input_mtok: 'input_cost_per_token',
  output_mtok: 'output_cost_per_token',
  cache_read_mtok: 'cache_read_input_token_cost',
  cache_write_mtok: 'cache_creation_input_token_cost',
  cache_write_1h_mtok: 'cache_creation_input_token_cost_above_1hr',
  input_audio_mtok: 'input_cost_per_audio_token',
  output_reasoning_mtok: 'output_cost_per_reasoning_token',
};

function toFields(price: ModelPrice): JsonObject {
  const made: JsonObject = {};
  for (const [key, name] of Object.entries(fields)) {
    const value = price[key];
    if (typeof value === 'number') made[name] = shift(value, 6);
    else if (value) {
      made[name] = shift(value.base, 6);
      // It writes "from 272,000" as above 271,999, where LiteLLM has "above 272,000".
      for (const { start, price: above } of value.tiers) {
        made[`${name}_above_${Math.round(start / 1_000)}k_tokens`] = shift(above, 6);
      }
    }
  }
  const { requests_kcount: fee } = price;
  return typeof fee === 'number' ? { ...made, input_cost_per_request: shift(fee, 3) } : made;
}

/** Exact in decimals, which a division is not. */
const shift = (value: number, places: number): number => Number(`${value}e-${places}`);

const sorted = (entry: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)));
