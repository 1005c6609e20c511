import type { JsonObject } from '../json.ts';
import { type ErrorCode, type ErrorFacts, readErrorText, readErrorValue } from './error-body.ts';
import { tellsError } from './error-in-answer.ts';
import { kindOf, passingKinds } from './failure-kind.ts';
import type { Failure, ResponseHeaders } from './provider.ts';
import { exhaustedIn, headerOf, readRetryAfter } from './retry-after.ts';
import { headersTold, readToldWait } from './told-wait.ts';

/** What any vendor's answer with another status than 200 means. */
export function readFailure(status: number, headers: ResponseHeaders, body: string): Failure {
  const facts = readErrorText(body);
  const codes = [...codeOfHeader(headers), ...facts.codes];
  const failure = toFailure(status, { ...facts, codes }, headers);
  return { ...failure, isRetryable: isRetryable(status, headers) };
}

/** The same for an error object alone; a status of 200 is that of the answer which holds it. */
export const readErrorObject = (error: JsonObject, status: number): Failure =>
  toFailure(status, readErrorValue(error), {});

/** The error that a body of status 200, or an event of a stream, tells; undefined: it tells none. */
export const findError = (body: JsonObject): Failure | undefined =>
  tellsError(body) ? readErrorObject(body, 200) : undefined;

/** AWS's type of the error, without the address after it. */
function codeOfHeader(headers: ResponseHeaders): ErrorCode[] {
  const [value] = headerOf(headers, 'x-amzn-errortype')?.split(':', 1) ?? [];
  return value ? [{ member: 'x-amzn-errortype', value }] : [];
}

/** As OpenAI's and Anthropic's own libraries have it: their header decides, and a conflict may pass. */
function isRetryable(status: number, headers: ResponseHeaders): boolean | undefined {
  const told = headerOf(headers, 'x-should-retry');
  if (told === 'true' || told === 'false') return told === 'true';
  return status === 409 ? true : undefined;
}

function toFailure(answered: number, facts: ErrorFacts, headers: ResponseHeaders): Failure {
  const { codes, layers } = facts;
  // An error inside an answer of status 200 may have its own status as code (recording 4a7ead0bd258).
  const status = answered === 200 ? statusIn(codes) : answered;
  const kind = kindOf(status, facts);
  const failure = { kind, message: facts.message, code: codes[0]?.value };
  if (!passingKinds.has(kind)) return failure;
  const allHeaders = { ...headersTold(layers), ...headers };
  const mayTell = kind !== 'server_error' || status === 503;
  const retryAfterMs =
    readRetryAfter(allHeaders, Date.now()) ?? (mayTell ? readToldWait(facts) : undefined);
  if (kind === 'rate_limited') {
    return { ...failure, retryAfterMs, exhausted: exhaustedIn(allHeaders) ?? unitIn(codes) };
  }
  const isOverload = status === 503 && retryAfterMs !== undefined;
  return { ...failure, kind: isOverload ? 'overloaded' : kind, retryAfterMs };
}

const statusIn = (codes: readonly ErrorCode[]): number =>
  Number(codes.find(({ value }) => /^[45]\d\d$/.test(value))?.value ?? 200);

/** OpenAI and Groq tell as the type which limit it is. */
const unitIn = (codes: readonly ErrorCode[]): Failure['exhausted'] =>
  (['requests', 'tokens'] as const).find((unit) => codes.some(({ value }) => value === unit));
