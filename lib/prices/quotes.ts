import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../json.ts';
import { type Decimal, formatDecimal, parseDecimal, tenTo } from './decimal.ts';

/** The kinds of tokens that have a price of their own in LiteLLM's format, by their fields. */
const kindsByField = {
  input_cost_per_token: 'input',
  output_cost_per_token: 'output',
  // An older name, which eight entries of DeepSeek's models have alone.
  input_cost_per_token_cache_hit: 'cacheRead',
  cache_read_input_token_cost: 'cacheRead',
  cache_creation_input_token_cost: 'cacheWrite',
  cache_creation_input_token_cost_above_1hr: 'cacheWrite1h',
  input_cost_per_audio_token: 'audioInput',
  output_cost_per_audio_token: 'audioOutput',
  output_cost_per_reasoning_token: 'reasoning',
} as const;

export type TokenKind = (typeof kindsByField)[keyof typeof kindsByField];

/** How a call is served, which providers price apart. */
export type ServiceTier = 'standard' | 'batch' | 'flex' | 'priority';

const tiersBySuffix: Readonly<Record<string, ServiceTier>> = {
  batches: 'batch',
  flex: 'flex',
  priority: 'priority',
};

/** What a token of a kind costs in a tier once a prompt has more tokens than `above`. */
export interface Quote {
  kind: TokenKind;
  tier: ServiceTier;
  above: number;
  /** USD. */
  price: Decimal;
}

/** The prices of a model cannot be true or cannot be read. */
export interface Refusal {
  /** In words, such as `input_cost_per_token is 71000 USD per million tokens, above 1000`. */
  refused: string;
}

/** All prices per token of an entry in LiteLLM's format, at most one for each kind, tier and threshold. */
export function readQuotes(entry: JsonObject): Quote[] | Refusal {
  const quotes = new Map<string, Quote>();
  for (const part of partsOf(entry)) {
    if ('refused' in part) return part;
    for (const [name, value] of Object.entries(part.fields)) {
      const field = parseField(name);
      if (!field || value === null) continue;
      const price = readTokenPrice(name, value);
      if ('refused' in price) return price;
      const above = Math.max(field.above, part.above);
      const { kind, tier } = field;
      quotes.set(`${kind} ${tier} ${above}`, { kind, tier, above, price });
    }
  }
  return [...quotes.values()];
}

/** Fields that count for prompts of more tokens than `above`. */
interface Part {
  fields: JsonObject;
  above: number;
}

/**
 * The entry itself and its `tiered_pricing`: there the size of the prompt chooses one range, whose prices
 * all tokens of the call have. So Alibaba's price list has it ("0 < tokens <= 32K"; LiteLLM's issue 34729), and so
 * LiteLLM counts today. The prompt of exactly a range's end belongs to that range.
 */
function partsOf(entry: JsonObject): (Part | Refusal)[] {
  const { tiered_pricing: ranges } = entry;
  const parts = Array.isArray(ranges) ? ranges.filter(isJsonObject).map(toPart) : [];
  return [{ fields: entry, above: 0 }, ...parts];
}

function toPart(fields: JsonObject): Part | Refusal {
  const [from] = Array.isArray(fields['range']) ? fields['range'] : [];
  if (typeof from === 'number' && from >= 0) return { fields, above: from };
  // Ranges of something else, such as the results of a search.
  if (!Object.keys(fields).some(parseField)) return { fields: {}, above: 0 };
  return { refused: 'tiered_pricing: expected a range of two numbers' };
}

function parseField(name: string): Omit<Quote, 'price'> | undefined {
  const match = /^(.+?)(?:_above_(\d+)k_tokens)?(?:_(batches|flex|priority))?$/.exec(name);
  const [, base = '', thousands = '0', suffix = ''] = match ?? [];
  if (!isTokenField(base)) return undefined;
  const tier = tiersBySuffix[suffix] ?? 'standard';
  return { kind: kindsByField[base], tier, above: Number(thousands) * 1_000 };
}

const isTokenField = (name: string): name is keyof typeof kindsByField =>
  Object.hasOwn(kindsByField, name);

/** USD for a million tokens. The dearest model of LiteLLM's map that is no mistake costs 600 (o1-pro). */
const ceiling = 1_000n;

function readTokenPrice(name: string, value: JsonValue): Decimal | Refusal {
  const price = readPrice(name, value);
  if ('refused' in price) return price;
  const ofMillion = { ...price, digits: price.digits * 1_000_000n };
  if (ofMillion.digits <= ceiling * tenTo(price.scale)) return price;
  const usd = formatDecimal(ofMillion);
  return { refused: `${name} is ${usd} USD per million tokens, above ${ceiling}` };
}

/** What stands under a name, a number or its text. */
export function readPrice(name: string, value: JsonValue): Decimal | Refusal {
  const price = parseDecimal(value);
  return price ?? { refused: `${name}: expected a price, got ${stringifyJson(value)}` };
}
