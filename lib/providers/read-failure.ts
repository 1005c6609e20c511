import type { FailureKind } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Failure, ResponseHeaders } from './provider.ts';
import { exhaustedIn, readDuration, readRetryAfter } from './retry-after.ts';

/** What an answer with a status that is no success means. */
export function readFailure(status: number, headers: ResponseHeaders, body: string): Failure {
  const failure = readErrorObject(errorIn(body), status);
  if (failure.kind === 'rate_limited' && exceedsLimit(failure.message)) {
    return { ...failure, kind: 'too_large' };
  }
  const retryAfterMs = readRetryAfter(headers, Date.now()) ?? readWait(failure);
  const kind = status === 503 && retryAfterMs !== undefined ? 'overloaded' : failure.kind;
  return { ...failure, kind, retryAfterMs, exhausted: exhaustedIn(headers) };
}

/** The error inside an answer that claims success. */
export function findError(body: JsonObject): Failure | undefined {
  return isJsonObject(body['error']) ? readErrorObject(body['error'], 200) : undefined;
}

/**
 * True of a request for more tokens than a minute has, such as `Limit 30000, Requested 30601`: it can never pass. Who
 * only has to wait is told what is used, too.
 */
function exceedsLimit(message: string): boolean {
  const [, limit, requested] = /\bLimit (\d+), Requested (\d+)/.exec(message) ?? [];
  return Number(requested) > Number(limit);
}

/** In milliseconds, as the message of a 429 tells it (recording b8d4a0e6b822); headers go before it. */
function readWait({ kind, message }: Failure): number | undefined {
  const [, wait] = /\btry again in (\d[\d.smhd]*[smhd])/.exec(message) ?? [];
  return kind === 'rate_limited' ? readDuration(wait) : undefined;
}

/** The error object of a body: OpenAI wraps it in `error`, some vendors do not. */
function errorIn(body: string): JsonObject {
  try {
    const value: unknown = JSON.parse(body);
    if (isJsonObject(value)) {
      if (isJsonObject(value['error'])) return value['error'];
      return typeof value['error'] === 'string' ? { ...value, message: value['error'] } : value;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { message: excerpt(body) };
}

const excerpt = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 200);

export function readErrorObject(error: JsonObject, status: number): Failure {
  const code = textOf(error['code']) ?? textOf(error['type']);
  const message = textOf(error['message']) ?? textOf(error['detail']) ?? 'no message';
  return { kind: kindOf(status, code), message, code };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number'
      ? String(value)
      : undefined;

const kindByCode: ReadonlyMap<string, FailureKind> = new Map([
  ['insufficient_quota', 'quota_exceeded'],
  ['billing_hard_limit_reached', 'quota_exceeded'],
  // GLM's, most of them with a 429 (docs.z.ai/api-reference/api-code): an empty account, the limit of a
  // day, of a plan's hours, an expired plan, the limit of a week or month.
  ['1113', 'quota_exceeded'],
  ['1304', 'quota_exceeded'],
  ['1308', 'quota_exceeded'],
  ['1309', 'quota_exceeded'],
  ['1310', 'quota_exceeded'],
  // An account that is inactive, unknown or locked.
  ['1110', 'auth'],
  ['1111', 'auth'],
  ['1112', 'auth'],
  ['1121', 'auth'],
  ['1301', 'content_filter'],
  ['context_length_exceeded', 'context_length'],
  ['content_filter', 'content_filter'],
  ['content_policy_violation', 'content_filter'],
  ['rate_limit_exceeded', 'rate_limited'],
  ['invalid_api_key', 'auth'],
]);

/** The status rules, the code refines; the text never counts. */
function kindOf(status: number, code = ''): FailureKind {
  const byCode = kindByCode.get(code);
  if (byCode) return byCode;
  // An error inside an answer of status 200 may have its own status as code (recording 4a7ead0bd258).
  return kindOfStatus(status === 200 && /^[45]\d\d$/.test(code) ? Number(code) : status);
}

function kindOfStatus(status: number): FailureKind {
  if (status === 429) return 'rate_limited';
  if (status === 402) return 'quota_exceeded';
  if (status === 401 || status === 403) return 'auth';
  if (status === 529) return 'overloaded';
  if (status === 408) return 'timeout';
  if (status === 413) return 'too_large';
  if (status >= 400 && status < 500) return 'bad_request';
  return 'server_error';
}
