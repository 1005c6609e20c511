import type { Manner } from './manner.ts';
import { formatDuration } from './openai-duration.ts';
import { headersOf, openaiManner } from './openai-manner.ts';

/** OpenAI's names with resets to the nanosecond, such as `17.399999999s`, and whole seconds to wait. */
export const groqManner: Manner = {
  limitHeaders: ({ requests, tokens }) => ({
    ...headersOf('requests', requests, formatNanoseconds),
    ...headersOf('tokens', tokens, formatNanoseconds),
  }),

  waitHeaders: (ms) => ({ 'retry-after': String(Math.ceil(ms / 1_000)) }),

  errorBody: openaiManner.errorBody,
};

const formatNanoseconds = (ms: number): string => formatDuration(Math.floor(ms * 1e6) / 1e6);
