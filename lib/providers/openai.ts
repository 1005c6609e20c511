import { isJsonObject, type JsonObject, stringifyJson } from '../json.ts';
import type {
  ChunkFacts,
  Failure,
  Provider,
  ProviderOperation,
  ProviderUsage,
  Target,
} from './provider.ts';
import { findError, readFailure } from './read-failure.ts';

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
    const failure = findError(body);
    if (failure) return failure;
    const results = operation === 'embed' ? body['data'] : body['choices'];
    if (!Array.isArray(results))
      return notTheApi(`no ${operation === 'embed' ? 'data' : 'choices'}`);
    return { hasOutput: results.length > 0, isTerminal: true, usage: readUsage(body['usage']) };
  },

  readChunk(body): ChunkFacts | Failure {
    if (!isJsonObject(body)) return notTheApi('expected a JSON object in an event');
    const failure = findError(body);
    if (failure) return failure;
    const choices = Array.isArray(body['choices']) ? body['choices'].filter(isJsonObject) : [];
    return {
      hasOutput: choices.some(hasOutput),
      isTerminal: choices.some((choice) => textOf(choice['finish_reason']) !== undefined),
      usage: readUsage(body['usage']),
    };
  },

  readFailure,
};

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

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number'
      ? String(value)
      : undefined;
