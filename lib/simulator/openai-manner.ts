import type { ErrorReason, Manner } from './manner.ts';
import { formatDuration } from './openai-duration.ts';
import type { RateLimit, Unit } from './rate-limit.ts';

/** Recordings b8d4a0e6b822 and db68e61c2f69. */
const errorFacts: Readonly<Record<ErrorReason, { type: string; code?: string }>> = {
  requests: { type: 'requests', code: 'rate_limit_exceeded' },
  tokens: { type: 'tokens', code: 'rate_limit_exceeded' },
  concurrency: { type: 'requests', code: 'rate_limit_exceeded' },
  quota: { type: 'insufficient_quota', code: 'insufficient_quota' },
  auth: { type: 'invalid_request_error', code: 'invalid_api_key' },
  request: { type: 'invalid_request_error' },
  server: { type: 'server_error' },
  overloaded: { type: 'overloaded_error' },
};

export const openaiManner: Manner = {
  limitHeaders: ({ requests, tokens }) => ({
    ...headersOf('requests', requests, formatWholeMs),
    ...headersOf('tokens', tokens, formatWholeMs),
  }),

  /** Recording b8d4a0e6b822, where 174 ms are also told as 1 s. */
  waitHeaders: (ms) => ({
    'retry-after': String(Math.ceil(ms / 1_000)),
    'retry-after-ms': String(Math.ceil(ms)),
  }),

  /** Recordings b8d4a0e6b822, 935a4b836dad, d19728864755. */
  errorBody: ({ reason, message, param = null, ...failure }) => {
    const { type, code = failure.code ?? null } = errorFacts[reason];
    return JSON.stringify({ error: { message, type, param, code } });
  },
};

const formatWholeMs = (ms: number): string => formatDuration(Math.ceil(ms));

/** Recordings 29643ae6a9ee and 405f75426ad2: the reset is when all may pass again. */
export const headersOf = (
  unit: Unit,
  rate: RateLimit | undefined,
  formatReset: (ms: number) => string,
) =>
  rate && {
    [`x-ratelimit-limit-${unit}`]: String(rate.allowance.limit),
    [`x-ratelimit-remaining-${unit}`]: String(rate.allowance.remaining()),
    [`x-ratelimit-reset-${unit}`]: formatReset(rate.allowance.resetMs()),
  };
