import type { ModelPrices, Rates } from './model-prices.ts';
import type { ServiceTier } from './quotes.ts';

/** Tokens of one call; each part is counted in its whole as well. */
export interface TokenCounts {
  promptTokens: number;
  completionTokens: number;
  /** Of the prompt: read from a cache. */
  cachedTokens: number;
  /** Of the prompt: written to a cache. */
  cacheWriteTokens: number;
  /** Of those written: kept for an hour. */
  cacheWrite1hTokens: number;
  /** Of the completion. */
  reasoningTokens: number;
  /** Of the prompt: neither read from a cache nor written to one. */
  audioPromptTokens: number;
  /** Of the completion: not reasoning. */
  audioCompletionTokens: number;
}

/**
 * What a call costs, in 10^-12 USD: the exact sum, rounded up once. A part that is larger than what is left
 * of its whole counts only that much, so that no token is paid twice.
 */
export function costOf(
  { unit, perRequest, tiers }: ModelPrices,
  counts: TokenCounts,
  tier: ServiceTier = 'standard',
): bigint {
  const { base, longer } = tiers[tier];
  const rates = longer.find(({ above }) => counts.promptTokens > above)?.rates ?? base;
  const sum = perRequest + promptCost(rates, counts) + completionCost(rates, counts);
  return (sum + unit - 1n) / unit;
}

function promptCost(rates: Rates, counts: TokenCounts): bigint {
  const prompt = Math.max(counts.promptTokens, 0);
  const read = within(counts.cachedTokens, prompt);
  const written = within(counts.cacheWriteTokens, prompt - read);
  const written1h = within(counts.cacheWrite1hTokens, written);
  const audio = within(counts.audioPromptTokens, prompt - read - written);
  return (
    times(prompt - read - written - audio, rates.input) +
    times(read, rates.cacheRead) +
    times(written - written1h, rates.cacheWrite) +
    times(written1h, rates.cacheWrite1h) +
    times(audio, rates.audioInput)
  );
}

function completionCost(rates: Rates, counts: TokenCounts): bigint {
  const completion = Math.max(counts.completionTokens, 0);
  const reasoning = within(counts.reasoningTokens, completion);
  const audio = within(counts.audioCompletionTokens, completion - reasoning);
  return (
    times(completion - reasoning - audio, rates.output) +
    times(reasoning, rates.reasoning) +
    times(audio, rates.audioOutput)
  );
}

const within = (part: number, whole: number): number => Math.min(Math.max(part, 0), whole);

const times = (tokens: number, rate: bigint): bigint => (tokens === 0 ? 0n : BigInt(tokens) * rate);
