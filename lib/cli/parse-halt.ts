import type { HaltCondition } from '../pipeline/halt.ts';

/** `now` or `soon`, then `fail=N` or `fail=N%`, as GNU parallel writes it. Undefined: it is neither. */
export function parseHalt(text: string): HaltCondition | undefined {
  const [, when, number, sign] = /^(now|soon),fail=(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  if (when !== 'now' && when !== 'soon') return undefined;
  const value = Number(number);
  if (value === 0) return undefined;
  if (sign) return value <= 100 ? { when, failures: { percent: value }, text } : undefined;
  return Number.isSafeInteger(value) ? { when, failures: { count: value }, text } : undefined;
}
