import type { HttpHeaders } from './exchange.ts';
import type { RateLimit } from './rate-limit.ts';

/** By the names of the setting `headers`. */
export const mannerNames = [
  'openai',
  'anthropic',
  'azure',
  'groq',
  'glm',
  'mistral',
  'none',
] as const;

export type MannerName = (typeof mannerNames)[number];

/** How the limits stand after a request: for each unit the limit that has least left, if there is one. */
export interface Standing {
  requests: RateLimit | undefined;
  tokens: RateLimit | undefined;
  /** Tokens that the request has taken; undefined where it was refused. */
  cost: number | undefined;
}

/** Why there is no answer; the first three are limits. */
export type ErrorReason =
  | 'requests'
  | 'tokens'
  | 'concurrency'
  | 'quota'
  | 'auth'
  | 'server'
  | 'overloaded';

/** How a provider speaks of limits and errors; everything else is spoken as OpenAI does. */
export interface Manner {
  /** What a 200 and a 429 say about the limits. `nowMs` is that of the calendar. */
  limitHeaders(standing: Standing, nowMs: number): HttpHeaders;
  /** What a 429 adds where it is known how long to wait. */
  waitHeaders(ms: number): HttpHeaders;
  /** JSON. The message is in OpenAI's words; some have their own. */
  errorBody(reason: ErrorReason, message: string): string;
}
