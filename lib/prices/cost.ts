import type { Usage } from '../usage.ts';
import type { ModelPrices, Rates } from './model-prices.ts';
import type { ServiceTier } from './quotes.ts';

/**
 * What a call costs, in 10^-12 USD: the exact sum, rounded up once. A part that is larger than what is left
 * of its whole counts only that much, so that no token is paid twice.
 */
export function costOf(
  { unit, perRequest, tiers }: ModelPrices,
  usage: Usage,
  tier: ServiceTier = 'standard',
): bigint {
  const { base, longer } = tiers[tier];
  const rates = longer.find(({ above }) => usage.promptTokens > above)?.rates ?? base;
  const sum = perRequest + promptCost(rates, usage) + completionCost(rates, usage);
  return (sum + unit - 1n) / unit;
}

function promptCost(rates: Rates, usage: Usage): bigint {
  const prompt = Math.max(usage.promptTokens, 0);
  const read = within(usage.cachedTokens, prompt);
  const written = within(usage.cacheWriteTokens, prompt - read);
  const written1h = within(usage.cacheWrite1hTokens, written);
  const audio = within(usage.audioPromptTokens, prompt - read - written);
  return (
    times(prompt - read - written - audio, rates.input) +
    times(read, rates.cacheRead) +
    times(written - written1h, rates.cacheWrite) +
    times(written1h, rates.cacheWrite1h) +
    times(audio, rates.audioInput)
  );
}

function completionCost(rates: Rates, usage: Usage): bigint {
  const completion = Math.max(usage.completionTokens, 0);
  const reasoning = within(usage.reasoningTokens, completion);
  const audio = within(usage.audioCompletionTokens, completion - reasoning);
  return (
    times(completion - reasoning - audio, rates.output) +
    times(reasoning, rates.reasoning) +
    times(audio, rates.audioOutput)
  );
}

const within = (part: number, whole: number): number => Math.min(Math.max(part, 0), whole);

const times = (tokens: number, rate: bigint): bigint => (tokens === 0 ? 0n : BigInt(tokens) * rate);
