import type { HttpHeaders } from './exchange.ts';
import type { ErrorReason, Manner } from './manner.ts';
import { openaiManner } from './openai-manner.ts';
import type { RateLimit, Unit } from './rate-limit.ts';

/** Recordings d734069c4376 and e546950d5a9f. */
const errorTypes: Partial<Record<ErrorReason, string>> = {
  requests: 'rate_limit_error',
  tokens: 'rate_limit_error',
  concurrency: 'rate_limit_error',
  quota: 'invalid_request_error',
  auth: 'authentication_error',
  request: 'invalid_request_error',
  server: 'api_error',
  overloaded: 'overloaded_error',
};

/** Recording cd12adb36c00, and Anthropic's documentation of errors. */
const requestErrorTypes: Readonly<Record<number, string>> = {
  404: 'not_found_error',
  413: 'request_too_large',
};

/** Recording a0f23bf2b431; its separate limits of input and output tokens are one here. */
export const anthropicManner: Manner = {
  limitHeaders: ({ requests, tokens, cost }, nowMs) => ({
    ...headersOf('requests', requests, nowMs),
    ...headersOf('tokens', tokens, nowMs),
    // With a 200 too, where it means nothing (recording a0e5b2daa31e).
    ...(requests && cost !== undefined && retryAfter(requests.allowance.resetMs())),
  }),

  waitHeaders: (ms) => retryAfter(ms),

  errorBody: (failure) => {
    const { status, reason, message } = failure;
    const type = requestErrorTypes[status] ?? errorTypes[reason];
    if (type === undefined) return openaiManner.errorBody(failure);
    return JSON.stringify({ type: 'error', error: { type, message } });
  },

  /** Reported in anthropics/claude-code#66314. */
  emptyAccount: {
    status: 400,
    message:
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
  },

  /** Recordings a1d9c059f3fb and d734069c4376. */
  errorHeaders: ({ reason }): HttpHeaders =>
    reason === 'request' || reason === 'auth' || reason === 'quota'
      ? { 'x-should-retry': 'false' }
      : {},
};

const retryAfter = (ms: number) => ({ 'retry-after': String(Math.ceil(ms / 1_000)) });

const headersOf = (unit: Unit, rate: RateLimit | undefined, nowMs: number) =>
  rate && {
    [`anthropic-ratelimit-${unit}-limit`]: String(rate.allowance.limit),
    [`anthropic-ratelimit-${unit}-remaining`]: String(rate.allowance.remaining()),
    [`anthropic-ratelimit-${unit}-reset`]: formatSeconds(nowMs + rate.allowance.resetMs()),
  };

/** RFC 3339 in whole seconds, rounded up. */
const formatSeconds = (epochMs: number): string =>
  new Date(Math.ceil(epochMs / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
