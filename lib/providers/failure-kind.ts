import type { FailureKind } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { ErrorFacts } from './error-body.ts';
import { kindOfCodes } from './failure-codes.ts';
import { kindOfWords } from './failure-words.ts';

/** The status rules, the code refines; words count only where a vendor is known to send nothing else. */
export function kindOf(status: number, { message, codes, layers }: ErrorFacts): FailureKind {
  const byCode = kindOfCodes(codes, status === 200);
  const refined = kindOfWords(status, message) ?? byCode ?? kindOfStatus(status);
  // Whatever the code of such a refusal, the same key is refused again.
  const kind = isRefusal(status) && passingKinds.has(refined) ? 'auth' : refined;
  if (kind === 'rate_limited' && layers.some(isOfDay)) return 'quota_exceeded';
  if (kind === 'auth' && layers.some(isOfContent)) return 'content_filter';
  // Groq's code for a request over a minute's tokens is that of the limit.
  return status === 413 && kind === 'rate_limited' ? 'too_large' : kind;
}

/** They pass by themselves, so that the same request may be sent again and a wait may be told. */
export const passingKinds: ReadonlySet<FailureKind> = new Set([
  'rate_limited',
  'overloaded',
  'timeout',
  'server_error',
]);

const isRefusal = (status: number): boolean => status === 401 || status === 403;

/** Google's limit of a day, a 429 like that of a minute. */
const isOfDay = ({ quotaId }: JsonObject): boolean =>
  typeof quotaId === 'string' && quotaId.includes('PerDay');

/** What OpenRouter's moderation or a guardrail has found, a 403 like that of a key. */
const isOfContent = (layer: JsonObject): boolean =>
  layer['flagged_input'] !== undefined || Array.isArray(layer['patterns']);

function kindOfStatus(status: number): FailureKind {
  if (status === 429) return 'rate_limited';
  if (status === 402) return 'quota_exceeded';
  if (isRefusal(status)) return 'auth';
  if (status === 529) return 'overloaded';
  if (status === 408) return 'timeout';
  if (status === 413) return 'too_large';
  if (status >= 400 && status < 500) return 'bad_request';
  return 'server_error';
}
