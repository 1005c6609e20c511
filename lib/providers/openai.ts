import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { bearerHeaders } from './bearer.ts';
import { normaliseChoice } from './openai-answer.ts';
import { findFault } from './openai-fault.ts';
import { type Quirks, wantsUsage, writeOpenAiBody } from './openai-request.ts';
import { OpenAiStream } from './openai-stream.ts';
import { readUsage } from './openai-usage.ts';
import {
  type AnswerReading,
  type Failure,
  notTheApi,
  type Provider,
  type ProviderCall,
  type ProviderOperation,
  type Target,
} from './provider.ts';
import { findError, readFailure } from './read-failure.ts';
import { unsupportedOperation } from './unsupported.ts';

const openaiPaths: Readonly<Partial<Record<ProviderOperation, string>>> = {
  chat: '/chat/completions',
  complete: '/completions',
  embed: '/embeddings',
};

/** Models that reason know the limit of tokens by its newer name only, as LiteLLM spells it for them. */
export const ofReasoning: Readonly<Record<string, string>> = {
  max_tokens: 'max_completion_tokens',
};

export const isReasoning = (model: string): boolean => /^(o\d|gpt-[5-9])/.test(model);

/** OpenAI's own wire format, which most vendors and local servers speak, with the quirks of each. */
export const speakOpenAi = (quirks: Quirks = {}): Provider => ({
  framing: 'sse',

  request(call, target) {
    return {
      baseUrl: target.baseUrl,
      path: pathOf(call.operation, quirks),
      headers: headersFor(target, quirks),
      body: writeOpenAiBody(call, target.upstreamModel, quirks),
    };
  },

  readAnswer: readOpenAiAnswer,

  openStream: (call) => new OpenAiStream(wantsUsage(call)),

  readFailure,
});

const ordinary = speakOpenAi();
const reasoning = speakOpenAi({ renames: ofReasoning });

/** OpenAI itself. */
export const openai: Provider = {
  ...ordinary,

  options: { organization: { variables: ['OPENAI_ORGANIZATION', 'OPENAI_ORG_ID'] } },

  request(call, target) {
    const speaker = isReasoning(target.upstreamModel) ? reasoning : ordinary;
    const request = speaker.request(call, target);
    const { organization } = target.options;
    if (organization === undefined) return request;
    return { ...request, headers: { ...request.headers, 'openai-organization': organization } };
  },
};

function pathOf(operation: ProviderOperation, { paths }: Quirks): string {
  const own = operation === 'countTokens' ? undefined : paths?.[operation];
  const path = own === undefined ? openaiPaths[operation] : own;
  if (path) return path;
  throw unsupportedOperation(operation);
}

const headersFor = ({ apiKey }: Target, { keyHeader }: Quirks): Record<string, string> =>
  keyHeader === undefined || apiKey === undefined
    ? bearerHeaders(apiKey)
    : { ...bearerHeaders(undefined), [keyHeader]: apiKey };

/** An answer of chat, completions, embeddings or rerank. */
function readOpenAiAnswer(
  { operation }: Pick<ProviderCall, 'operation'>,
  body: JsonObject,
): AnswerReading | Failure {
  const failure = findError(body) ?? findFault(body['choices']);
  if (failure) return failure;
  const usage = readUsage(body);
  if (operation === 'embed' || operation === 'rerank') {
    const hasResults = Array.isArray(body['data']) || Array.isArray(body['results']);
    return hasResults ? { body, usage } : notTheApi('no data');
  }
  const { choices } = body;
  if (!Array.isArray(choices) || choices.length === 0) return notTheApi('no choices');
  return { body: withChoices(body, choices), usage };
}

function withChoices(body: JsonObject, choices: readonly JsonValue[]): JsonObject {
  const better = choices.map((choice, index) =>
    isJsonObject(choice) ? normaliseChoice(choice, index) : choice,
  );
  return better.some((choice, index) => choice !== choices[index])
    ? { ...body, choices: better }
    : body;
}
