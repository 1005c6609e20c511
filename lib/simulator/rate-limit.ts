import type { Allowance } from './allowance.ts';
import { FixedWindow } from './fixed-window.ts';
import type { SimulatorSettings } from './settings.ts';
import { TokenBucket } from './token-bucket.ts';

/** By the keys of the settings; names are in OpenAI's words. */
const kinds = {
  requests_per_second: { unit: 'requests', period: 'second', name: 'requests per sec (RPS)' },
  requests_per_minute: { unit: 'requests', period: 'minute', name: 'requests per min (RPM)' },
  tokens_per_minute: { unit: 'tokens', period: 'minute', name: 'tokens per min (TPM)' },
} as const;

export type RateKey = keyof typeof kinds;
export type Unit = (typeof kinds)[RateKey]['unit'];

export const rateKeys: readonly RateKey[] = [
  'requests_per_second',
  'requests_per_minute',
  'tokens_per_minute',
];

/** Of a period, in milliseconds. */
export const lengthOf = { second: 1_000, minute: 60_000 } as const;

const allowances = { bucket: TokenBucket, fixed: FixedWindow } as const;

/** One limit of requests or tokens. */
export interface RateLimit {
  key: RateKey;
  unit: Unit;
  period: keyof typeof lengthOf;
  name: string;
  allowance: Allowance;
}

export function createRateLimit(
  key: RateKey,
  limit: number,
  window: SimulatorSettings['limits']['window'],
  nowMs: number,
): RateLimit {
  const kind = kinds[key];
  const allowance = new allowances[window](limit, lengthOf[kind.period], nowMs);
  return { key, ...kind, allowance };
}
