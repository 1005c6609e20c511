import type { JsonObject } from '../json.ts';
import { type Decimal, digitsAt, formatDecimal, tenTo } from './decimal.ts';
import {
  type Quote,
  type Refusal,
  readPrice,
  readQuotes,
  type ServiceTier,
  type TokenKind,
} from './quotes.ts';

/** What a token of each kind costs. */
export type Rates = Readonly<Record<TokenKind, bigint>>;

/** The rates of a service tier; whichever hold, hold for all tokens of a call. */
export interface Tier {
  base: Rates;
  /** Where the prompt has more tokens than `above`; the highest threshold comes first. */
  longer: readonly { above: number; rates: Rates }[];
}

/** What a model costs, exactly and ready to be multiplied. */
export interface ModelPrices {
  /** Decimals of the rates and the fee: 1 is 10^-scale USD. */
  scale: number;
  /** What 10^-12 USD, in which costs are told, is at that scale. */
  unit: bigint;
  /** The fee for a call, whatever its tokens. */
  perRequest: bigint;
  tiers: Readonly<Record<ServiceTier, Tier>>;
}

/** Costs are whole numbers of 10^-12 USD. */
const costScale = 12;

/** Whose price counts for a kind that has none. */
const standIn: Readonly<Partial<Record<TokenKind, TokenKind>>> = {
  cacheRead: 'input',
  cacheWrite: 'input',
  cacheWrite1h: 'cacheWrite',
  audioInput: 'input',
  audioOutput: 'output',
  reasoning: 'output',
};

/**
 * The prices of an entry in LiteLLM's format, whose prices are numbers or texts. Undefined where input has none:
 * what a call costs is unknown then, not nothing, as it is with a price of 0. Where output has none, as for
 * embeddings, it is free.
 */
export function parsePrices(entry: JsonObject): ModelPrices | Refusal | undefined {
  const quotes = readQuotes(entry);
  if ('refused' in quotes) return quotes;
  if (!quotes.some(({ kind }) => kind === 'input')) return undefined;
  const fee = readFee(entry);
  if ('refused' in fee) return fee;
  const scale = Math.max(costScale, fee.scale, ...quotes.map(({ price }) => price.scale));
  return {
    scale,
    unit: tenTo(scale - costScale),
    perRequest: digitsAt(fee, scale),
    tiers: tiersOf(withoutEcho(quotes), scale),
  };
}

const free: Decimal = { digits: 0n, scale: 0 };

/** What a call costs beside its tokens; a query is a call to rerank. */
function readFee(entry: JsonObject): Decimal | Refusal {
  for (const name of ['input_cost_per_request', 'input_cost_per_query']) {
    const value = entry[name];
    if (value !== undefined && value !== null) return readPrice(name, value);
  }
  return free;
}

/**
 * A price of reasoning that is that of output only repeats it: it would hold on where a tier or a threshold
 * changes that of output, and has no counterpart for reasoning. Google's price list: "output price (including
 * thinking tokens)".
 */
function withoutEcho(quotes: readonly Quote[]): Quote[] {
  const isEcho = (quote: Quote) =>
    quote.kind === 'reasoning' &&
    quotes.some((other) => other.kind === 'output' && isSamePrice(other, quote));
  return quotes.filter((quote) => !isEcho(quote));
}

const isSamePrice = (a: Quote, b: Quote): boolean =>
  a.tier === b.tier && a.above === b.above && formatDecimal(a.price) === formatDecimal(b.price);

function tiersOf(quotes: readonly Quote[], scale: number): ModelPrices['tiers'] {
  const thresholds = new Set(quotes.map(({ above }) => above).filter((above) => above > 0));
  const descending = [...thresholds].sort((a, b) => b - a);
  const tierOf = (name: ServiceTier): Tier => ({
    base: ratesOf(quotes, name, 0, scale),
    longer: descending.map((above) => ({ above, rates: ratesOf(quotes, name, above, scale) })),
  });
  const standard = tierOf('standard');
  const own = (name: ServiceTier) =>
    quotes.some(({ tier }) => tier === name) ? tierOf(name) : standard;
  return { standard, batch: own('batch'), flex: own('flex'), priority: own('priority') };
}

function ratesOf(quotes: readonly Quote[], tier: ServiceTier, above: number, scale: number): Rates {
  // As LiteLLM looks them up: the highest threshold first, and there the tier's own price first.
  const inOrder = quotes
    .filter((quote) => quote.above <= above && [tier, 'standard'].includes(quote.tier))
    .sort((a, b) => b.above - a.above || Number(a.tier !== tier) - Number(b.tier !== tier));
  const priceOf = (kind: TokenKind): Decimal => {
    const own = inOrder.find((quote) => quote.kind === kind)?.price;
    const other = standIn[kind];
    return own ?? (other ? priceOf(other) : free);
  };
  const rate = (kind: TokenKind) => digitsAt(priceOf(kind), scale);
  return {
    input: rate('input'),
    cacheRead: rate('cacheRead'),
    cacheWrite: rate('cacheWrite'),
    cacheWrite1h: rate('cacheWrite1h'),
    audioInput: rate('audioInput'),
    output: rate('output'),
    audioOutput: rate('audioOutput'),
    reasoning: rate('reasoning'),
  };
}
