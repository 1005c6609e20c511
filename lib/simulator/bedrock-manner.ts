import type { ErrorReason, Manner } from './manner.ts';

/** Of the API reference of Converse; ValidationException also of recording aaeda4e7659f. */
const errorTypes: Readonly<Record<ErrorReason, string>> = {
  requests: 'ThrottlingException',
  tokens: 'ThrottlingException',
  concurrency: 'ThrottlingException',
  quota: 'ThrottlingException',
  auth: 'UnrecognizedClientException',
  request: 'ValidationException',
  server: 'InternalServerException',
  overloaded: 'ServiceUnavailableException',
};

/** Nothing is told about limits; an error's type is in a header. */
export const bedrockManner: Manner = {
  limitHeaders: () => ({}),
  waitHeaders: () => ({}),
  /** No account of AWS is empty, but the tokens of a day may be used up (Ivy-Interactive/Ivy-Tendril#1756). */
  emptyAccount: {
    status: 429,
    message: 'Too many tokens per day, please wait before trying again.',
  },
  errorBody: ({ message }) => JSON.stringify({ message }),
  errorHeaders: ({ status, reason }) => ({
    'x-amzn-errortype': `${status === 503 ? errorTypes.overloaded : errorTypes[reason]}:${namespace}`,
  }),
};

/** Recordings 0ae1af202f77 and aaeda4e7659f. */
const namespace = 'http://internal.amazon.com/coral/com.amazon.bedrock/';
