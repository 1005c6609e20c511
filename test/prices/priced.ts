import type { JsonObject } from '../../lib/json.ts';
import { costOf } from '../../lib/prices/cost.ts';
import { type ModelPrices, parsePrices } from '../../lib/prices/model-prices.ts';
import type { ServiceTier } from '../../lib/prices/quotes.ts';
import { noUsage, type Usage } from '../../lib/usage.ts';

/** The prices of an entry that has some. */
export function pricesOf(entry: JsonObject): ModelPrices {
  const prices = parsePrices(entry);
  if (!prices || 'refused' in prices) throw new TypeError(`no prices: ${prices?.refused}`);
  return prices;
}

/** No tokens but these. */
export const tokens = (counts: Partial<Usage>): Usage => ({ ...noUsage, ...counts });

/** The cost in 10^-12 USD by the prices of an entry. */
export const cost = (entry: JsonObject, counts: Partial<Usage>, tier?: ServiceTier) =>
  costOf(pricesOf(entry), tokens(counts), tier);
