import type { FailureKind } from '../errors.ts';
import { isJsonObject, type JsonObject, stringifyJson } from '../json.ts';
import type {
  ChunkFacts,
  Failure,
  Provider,
  ProviderOperation,
  ProviderUsage,
  Target,
} from './provider.ts';
import { exhaustedIn, readDuration, readRetryAfter } from './retry-after.ts';

const paths: Partial<Record<ProviderOperation, string>> = {
  chat: '/chat/completions',
  complete: '/completions',
  embed: '/embeddings',
};

/** OpenAI's own wire format, which most vendors and local servers speak. */
export const openai: Provider = {
  request(operation, body, isStream, target) {
    const path = paths[operation];
    if (path === undefined) return undefined;
    return {
      baseUrl: target.baseUrl,
      path,
      headers: headersFor(target),
      body: bodyFor(body, isStream, target),
    };
  },

  readAnswer(operation, body) {
    if (!isJsonObject(body)) return notTheApi('expected a JSON object');
    if (isJsonObject(body['error'])) return readErrorObject(body['error'], 200);
    const results = operation === 'embed' ? body['data'] : body['choices'];
    if (!Array.isArray(results))
      return notTheApi(`no ${operation === 'embed' ? 'data' : 'choices'}`);
    return { hasOutput: results.length > 0, isTerminal: true, usage: readUsage(body['usage']) };
  },

  readChunk(body): ChunkFacts | Failure {
    if (!isJsonObject(body)) return notTheApi('expected a JSON object in an event');
    if (isJsonObject(body['error'])) return readErrorObject(body['error'], 200);
    const choices = Array.isArray(body['choices']) ? body['choices'].filter(isJsonObject) : [];
    return {
      hasOutput: choices.some(hasOutput),
      isTerminal: choices.some((choice) => textOf(choice['finish_reason']) !== undefined),
      usage: readUsage(body['usage']),
    };
  },

  readFailure(status, headers, body) {
    const failure = readErrorObject(errorIn(body), status);
    if (failure.kind === 'rate_limited' && exceedsLimit(failure.message)) {
      return { ...failure, kind: 'too_large' };
    }
    const retryAfterMs = readRetryAfter(headers, Date.now()) ?? readWait(failure);
    const kind = status === 503 && retryAfterMs !== undefined ? 'overloaded' : failure.kind;
    return { ...failure, kind, retryAfterMs, exhausted: exhaustedIn(headers) };
  },
};

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

const headersFor = ({ apiKey }: Target): Record<string, string> =>
  apiKey === undefined
    ? { 'content-type': 'application/json' }
    : { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };

/** A streamed call asks for the usage too, since it is billed all the same. */
function bodyFor(body: JsonObject, isStream: boolean, target: Target): string {
  const model = target.upstreamModel;
  if (!isStream) return stringifyJson({ ...body, model });
  return stringifyJson({ stream_options: { include_usage: true }, ...body, model, stream: true });
}

function hasOutput(choice: JsonObject): boolean {
  if (typeof choice['text'] === 'string') return choice['text'] !== '';
  const delta = choice['delta'];
  if (!isJsonObject(delta)) return false;
  return Object.entries(delta).some(
    ([name, value]) => name !== 'role' && value !== null && value !== '' && !isEmptyArray(value),
  );
}

const isEmptyArray = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** OpenAI's usage object; undefined where there is none. */
export function readUsage(value: unknown): ProviderUsage | undefined {
  if (!isJsonObject(value)) return undefined;
  return {
    promptTokens: numberIn(value, 'prompt_tokens'),
    completionTokens: numberIn(value, 'completion_tokens'),
    cachedTokens: numberIn(value['prompt_tokens_details'], 'cached_tokens'),
    reasoningTokens: numberIn(value['completion_tokens_details'], 'reasoning_tokens'),
  };
}

function numberIn(value: unknown, name: string): number {
  const number = isJsonObject(value) ? value[name] : undefined;
  return typeof number === 'number' && number >= 0 ? number : 0;
}

const notTheApi = (message: string): Failure => ({
  kind: 'server_error',
  message: `the answer is not the API's: ${message}`,
  code: 'unexpected_body',
});

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

function readErrorObject(error: JsonObject, status: number): Failure {
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
