import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { normaliseChoice } from './openai-answer.ts';
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
import { UnsupportedParameter, unsupportedOperation } from './unsupported.ts';

type Paths = Partial<Record<ProviderOperation, string | null>>;

const openaiPaths: Paths = {
  chat: '/chat/completions',
  complete: '/completions',
  embed: '/embeddings',
  rerank: '/rerank',
};

/** In what a vendor that speaks OpenAI's format differs from it. */
export interface Quirks {
  /** OpenAI's parameter -> the vendor's name of it. */
  renames?: Readonly<Record<string, string>>;
  /** OpenAI's parameters that the vendor cannot take. */
  unsupported?: readonly string[];
  /** Sent beside content type and key. */
  headers?: Readonly<Record<string, string>>;
  /** The header of the key, if it is no bearer token. */
  keyHeader?: string;
  /** False where `stream_options` is refused: usage comes by itself then, or never. */
  streamOptions?: false;
  /** Paths that are not OpenAI's; null: the operation is not offered. */
  paths?: Paths;
}

/** OpenAI's own wire format, which most vendors and local servers speak. */
export const speakOpenAi = (quirks: Quirks = {}): Provider => ({
  framing: 'sse',

  request(call, target) {
    const path = quirks.paths?.[call.operation] ?? openaiPaths[call.operation];
    if (!path || quirks.paths?.[call.operation] === null) {
      throw unsupportedOperation(call.operation);
    }
    return {
      baseUrl: target.baseUrl,
      path,
      headers: { 'content-type': 'application/json', ...quirks.headers, ...keyOf(target, quirks) },
      body: writeBody(call, target.upstreamModel, quirks),
    };
  },

  readAnswer: readOpenAiAnswer,

  openStream: (call) => new OpenAiStream(asksForUsage(call, quirks)),

  readFailure,
});

export const openai: Provider = speakOpenAi();

function keyOf({ apiKey }: Target, { keyHeader }: Quirks): Record<string, string> {
  if (apiKey === undefined) return {};
  return keyHeader ? { [keyHeader]: apiKey } : { authorization: `Bearer ${apiKey}` };
}

function writeBody(call: ProviderCall, model: string, quirks: Quirks): JsonObject {
  const named = rename(call.body, quirks);
  for (const name of quirks.unsupported ?? []) {
    if (named[name] !== undefined && named[name] !== null) throw new UnsupportedParameter(name);
  }
  if (!call.isStream) return { ...named, model };
  const options = quirks.streamOptions ?? { include_usage: true };
  // A streamed call asks for the usage too, since it is billed all the same.
  return { ...(options && { stream_options: options }), ...named, model, stream: true };
}

function rename(body: JsonObject, { renames }: Quirks): JsonObject {
  let renamed = body;
  for (const [from, to] of Object.entries(renames ?? {})) {
    const { [from]: value, ...others } = renamed;
    if (value !== undefined && others[to] === undefined) renamed = { ...others, [to]: value };
  }
  return renamed;
}

function asksForUsage({ body }: ProviderCall, { streamOptions }: Quirks): boolean {
  const given = body['stream_options'];
  if (isJsonObject(given)) return given['include_usage'] === true;
  return streamOptions !== false;
}

/** An answer of chat, completions, embeddings or rerank. */
export function readOpenAiAnswer(
  { operation }: Pick<ProviderCall, 'operation'>,
  body: JsonObject,
): AnswerReading | Failure {
  const failure = findError(body);
  if (failure) return failure;
  const usage = readUsage(body['usage']);
  if (operation === 'embed' || operation === 'rerank') {
    const hasResults = Array.isArray(body['data']) || Array.isArray(body['results']);
    return hasResults ? { body, usage } : notTheApi('no data');
  }
  const { choices } = body;
  if (!Array.isArray(choices)) return notTheApi('no choices');
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
