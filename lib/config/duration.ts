import { z } from 'zod';
import { durationShape, parseDuration } from './parse-duration.ts';

const expected = 'expected a duration such as 500ms, 30s, 10m, 2h or 1d';

/** A duration such as `500ms`, `30s`, `10m`, `2h` or `1d`, as milliseconds. */
export const duration = () =>
  z
    .string(expected)
    .regex(durationShape, expected)
    .transform((text) => parseDuration(text) ?? Number.NaN);
