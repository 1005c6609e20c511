import type { Manner } from './manner.ts';

/** Nothing but a text, as in recordings 085071adc07c and c3e70c0fcb61. */
export const cohereManner: Manner = {
  limitHeaders: () => ({}),
  waitHeaders: () => ({}),
  /** Cohere's documentation of errors (docs.cohere.com/errors-reference). */
  emptyAccount: {
    status: 402,
    message:
      'Please add or update your payment method at https://dashboard.cohere.com/billing?tab=payment to continue',
  },
  errorBody: ({ message }) => JSON.stringify({ id: cohereId, message }),
};

/** Constant, so that the same request is answered with the same bytes. */
export const cohereId = '00000000-0000-4000-8000-000000000000';
