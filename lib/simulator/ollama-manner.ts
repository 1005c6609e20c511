import type { Manner } from './manner.ts';

/** Nothing but a text, as in recording 2a2ad3820e65. */
export const ollamaManner: Manner = {
  limitHeaders: () => ({}),
  waitHeaders: () => ({}),
  errorBody: ({ message }) => JSON.stringify({ error: message }),
};
