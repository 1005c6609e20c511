import type { JsonObject } from '../../lib/json.ts';
import { costOf, type TokenCounts } from '../../lib/prices/cost.ts';
import { type ModelPrices, parsePrices } from '../../lib/prices/model-prices.ts';
import type { ServiceTier } from '../../lib/prices/quotes.ts';

/** The prices of an entry that has some. */
export function pricesOf(entry: JsonObject): ModelPrices {
  const prices = parsePrices(entry);
  if (!prices || 'refused' in prices) throw new TypeError(`no prices: ${prices?.refused}`);
  return prices;
}

/** No tokens but these. */
export const tokens = (counts: Partial<TokenCounts>): TokenCounts => ({
  promptTokens: 0,
  completionTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite1hTokens: 0,
  reasoningTokens: 0,
  audioPromptTokens: 0,
  audioCompletionTokens: 0,
  ...counts,
});

/** The cost in 10^-12 USD by the prices of an entry. */
export const cost = (entry: JsonObject, counts: Partial<TokenCounts>, tier?: ServiceTier) =>
  costOf(pricesOf(entry), tokens(counts), tier);
