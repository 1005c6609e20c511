import { z } from 'zod';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const shape = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

const expected = 'expected a duration such as 500ms, 30s, 10m, 2h or 1d';

/** A duration such as `500ms`, `30s`, `10m`, `2h` or `1d`, as milliseconds. */
export const duration = () =>
  z
    .string(expected)
    .regex(shape, expected)
    .transform((text) => durationMs(text));

function durationMs(text: string): number {
  const [, amount, unit] = shape.exec(text) ?? [];
  return Number(amount) * unitMs[unit as keyof typeof unitMs];
}
