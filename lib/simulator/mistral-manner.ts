import type { ErrorReason, Manner } from './manner.ts';
import { openaiManner } from './openai-manner.ts';
import type { RateLimit } from './rate-limit.ts';

const limitReasons: ReadonlySet<ErrorReason> = new Set(['requests', 'tokens', 'concurrency']);

/** Recording ce488ef87025: periods are in the names, resets are not told, what was taken is. */
export const mistralManner: Manner = {
  limitHeaders: ({ requests, tokens, cost }) => ({
    ...headersOf('req', requests),
    ...headersOf('tokens', tokens),
    ...(tokens && cost !== undefined && { 'x-ratelimit-tokens-query-cost': String(cost) }),
  }),

  waitHeaders: () => ({}),

  errorBody: (failure) => {
    const { reason, message } = failure;
    if (limitReasons.has(reason)) return JSON.stringify(limitError);
    // Recording ce4e29e5dde9.
    if (reason === 'auth') return JSON.stringify({ detail: message });
    return openaiManner.errorBody(failure);
  },
};

/** The members are at the top, not in an error object. */
const limitError = {
  object: 'error',
  message: 'Rate limit exceeded',
  type: 'rate_limited',
  param: null,
  code: '1300',
};

const headersOf = (unit: 'req' | 'tokens', rate: RateLimit | undefined) =>
  rate && {
    [`x-ratelimit-limit-${unit}-${rate.period}`]: String(rate.allowance.limit),
    [`x-ratelimit-remaining-${unit}-${rate.period}`]: String(rate.allowance.remaining()),
  };
