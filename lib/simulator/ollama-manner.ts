import type { Manner } from './manner.ts';

/** Nothing but a text, as in recording 2a2ad3820e65. */
export const ollamaManner: Manner = {
  limitHeaders: () => ({}),
  waitHeaders: () => ({}),
  /** Of its cloud, whose plans have hours and weeks: continuedev/continue#11444. */
  emptyAccount: {
    status: 429,
    message:
      'you (user) have reached your weekly usage limit, upgrade for higher limits: https://ollama.com/upgrade',
  },
  errorBody: ({ message }) => JSON.stringify({ error: message }),
};
