import type { ErrorReason, Manner } from './manner.ts';
import { headersOf, openaiManner } from './openai-manner.ts';
import { lengthOf, type RateLimit, type Unit } from './rate-limit.ts';

const limitReasons: ReadonlySet<ErrorReason> = new Set(['requests', 'tokens', 'concurrency']);

/** Recordings 76f98d2fb982 and 755156a97670. */
export const azureManner: Manner = {
  limitHeaders: ({ requests, tokens }) => ({
    ...withPeriod('requests', requests),
    ...withPeriod('tokens', tokens),
  }),

  /** At least 1 s, also where `retry-after-ms` is 0. */
  waitHeaders: (ms) => ({
    'retry-after': String(Math.max(1, Math.ceil(ms / 1_000))),
    'retry-after-ms': String(Math.ceil(ms)),
  }),

  errorBody: (failure) => {
    const { status, reason, message } = failure;
    if (limitReasons.has(reason)) {
      return JSON.stringify({ error: { code: 'RateLimitReached', message, details: message } });
    }
    // Recording b606ff889e2a.
    if (reason === 'auth') return JSON.stringify({ error: { code: String(status), message } });
    return openaiManner.errorBody(failure);
  },
};

/** Resets are milliseconds and periods seconds, both without a unit. */
const withPeriod = (unit: Unit, rate: RateLimit | undefined) =>
  rate && {
    ...headersOf(unit, rate, (ms) => String(Math.ceil(ms))),
    [`x-ratelimit-renewalperiod-${unit}`]: String(lengthOf[rate.period] / 1_000),
  };
