import type { Constraints } from './json-schema.ts';
import { drawInteger, type Random } from './random.ts';

const defaultWidth = 100;

/** A number that is likely to meet the constraints: exclusive bounds and rounding are left to a check. */
export function drawNumber(random: Random, constraints: Constraints, isInteger: boolean): number {
  const step = constraints.multipleOf ?? (isInteger ? 1 : undefined);
  const { low, high } = findBounds(constraints, defaultWidth * Math.max(1, step ?? 1));
  if (step === undefined) return roundWithin(low + random() * (high - low), low, high);
  const count = drawInteger(random, Math.ceil(low / step), Math.floor(high / step));
  return Number((count * step).toPrecision(12));
}

/** From 0, or from the only bound, as far as `width`. */
function findBounds(constraints: Constraints, width: number): { low: number; high: number } {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = constraints;
  const lows = [minimum, exclusiveMinimum].filter((bound) => bound !== undefined);
  const highs = [maximum, exclusiveMaximum].filter((bound) => bound !== undefined);
  if (lows.length === 0 && highs.length === 0) return { low: 0, high: width };
  const low = lows.length > 0 ? Math.max(...lows) : Math.min(...highs) - width;
  return { low, high: highs.length > 0 ? Math.min(...highs) : low + width };
}

/** To two decimals where that stays between the bounds. */
function roundWithin(value: number, low: number, high: number): number {
  const rounded = Math.round(value * 100) / 100;
  return rounded > low && rounded < high ? rounded : value;
}
