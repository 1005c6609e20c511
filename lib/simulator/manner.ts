import type { HttpHeaders } from './exchange.ts';
import type { RateLimit } from './rate-limit.ts';

/** By the names of the setting `headers`. */
export const mannerNames = [
  'openai',
  'anthropic',
  'azure',
  'gemini',
  'bedrock',
  'cohere',
  'ollama',
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
  | 'request'
  | 'server'
  | 'overloaded';

/** What is told in place of an answer. */
export interface Failure {
  status: number;
  reason: ErrorReason;
  /** In OpenAI's words; some providers have their own. */
  message: string;
  /** OpenAI's name for what is wrong with a request, and of the parameter. */
  code?: string;
  param?: string | null;
  /** How long to wait, where that is known. */
  waitMs?: number;
}

/** How a provider speaks of limits and errors. */
export interface Manner {
  /** What a 200 and a 429 say about the limits. `nowMs` is that of the calendar. */
  limitHeaders(standing: Standing, nowMs: number): HttpHeaders;
  /** What a 429 adds where it is known how long to wait. */
  waitHeaders(ms: number): HttpHeaders;
  /** JSON. */
  errorBody(failure: Failure): string;
  /** How an empty account is told where it is no 429 in OpenAI's words. */
  emptyAccount?: Pick<Failure, 'status' | 'message'>;
  /** What an error says beside its body, apart from limits and waits. */
  errorHeaders?(failure: Failure): HttpHeaders;
}
