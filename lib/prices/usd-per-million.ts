import { formatDecimal } from './decimal.ts';
import type { ModelPrices, Rates } from './model-prices.ts';

/** The usual way to tell prices. */
export interface UsdPerMillion {
  input: number;
  output: number;
  /** Of tokens read from a cache. */
  cached: number;
}

/** What a million tokens cost in a short call without a service tier. */
export function usdPerMillion({ scale, tiers }: ModelPrices): UsdPerMillion {
  const usd = (kind: keyof Rates) =>
    Number(formatDecimal({ digits: tiers.standard.base[kind] * 1_000_000n, scale }));
  return { input: usd('input'), output: usd('output'), cached: usd('cacheRead') };
}
