import type { ErrorReason, Failure, Manner } from './manner.ts';

/** The names of google.rpc.Code that belong to a status of HTTP. */
const statusNames: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** Which quota a 429 is about, as in googleapis' and google-gemini/gemini-cli's issue #8437. */
const quotaIds: Partial<Record<ErrorReason, string>> = {
  requests: 'GenerateRequestsPerMinutePerProjectPerModel',
  tokens: 'GenerateContentInputTokensPerModelPerMinute',
  quota: 'GenerateRequestsPerDayPerProjectPerModel',
};

/** No header tells anything: the wait is in the body. Recordings fde12368f88b and 892d59bb2535. */
export const geminiManner: Manner = {
  limitHeaders: () => ({}),
  waitHeaders: () => ({}),

  errorBody: (failure) => {
    const { status, message } = failure;
    const details = detailsOf(failure);
    return JSON.stringify({
      error: {
        code: status,
        message,
        status: statusNames[status] ?? 'UNKNOWN',
        ...(details.length > 0 && { details }),
      },
    });
  },
};

function detailsOf({ reason, waitMs }: Failure): object[] {
  const quotaId = quotaIds[reason];
  const failed = quotaId === undefined ? [] : [quotaFailure(quotaId)];
  return waitMs === undefined ? failed : [...failed, retryInfo(waitMs)];
}

const quotaFailure = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId }],
});

const retryInfo = (waitMs: number) => ({
  '@type': 'type.googleapis.com/google.rpc.RetryInfo',
  retryDelay: `${waitMs / 1_000}s`,
});
