import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/parse-duration.ts';
import type { HaltCondition } from '../pipeline/halt.ts';
import { type ListenAddress, parseListenAddress } from './listen-address.ts';
import { parseHalt } from './parse-halt.ts';

// What options take, read from their texts. Each throws InvalidArgumentError with what it expected.

export const append = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];

export const wholeFrom =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const range =
      most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `of at least ${least}`;
    throw new InvalidArgumentError(`expected a whole number ${range}.`);
  };

export function positive(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('expected a number above 0.');
}

export function halt(text: string): HaltCondition {
  const condition = parseHalt(text);
  if (condition) return condition;
  throw new InvalidArgumentError('expected such as soon,fail=5% or now,fail=10.');
}

export function listenAddress(text: string): ListenAddress {
  const address = parseListenAddress(text);
  if (address) return address;
  throw new InvalidArgumentError('expected HOST:PORT.');
}

/** A longer time would overflow a timer. */
const longestMs = 24 * 86_400_000;

export const durationFrom =
  (leastMs: number) =>
  (text: string): number => {
    const ms = text === '0' ? 0 : (parseDuration(text) ?? Number.NaN);
    if (ms >= leastMs && ms <= longestMs) return ms;
    throw new InvalidArgumentError(
      `expected a duration such as 500ms, 30s or 10m, from ${leastMs / 1_000}s to 24d.`,
    );
  };
