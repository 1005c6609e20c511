import type { JsonObject } from '../json.ts';
import { bearerHeaders } from './bearer.ts';
import { readOllamaChat } from './ollama-answer.ts';
import {
  CompletionLines,
  readOllamaCompletion,
  writeOllamaCompletion,
} from './ollama-completion.ts';
import { readOllamaEmbeddings, writeOllamaEmbed } from './ollama-embed.ts';
import { writeOllamaChat } from './ollama-request.ts';
import { ChatLines, OllamaStream } from './ollama-stream.ts';
import type {
  AnswerReading,
  Failure,
  Provider,
  ProviderCall,
  ProviderOperation,
} from './provider.ts';
import { findError, readFailure } from './read-failure.ts';
import { unsupportedOperation } from './unsupported.ts';

interface Endpoint {
  path: string;
  write(call: ProviderCall, model: string): JsonObject;
  read(call: ProviderCall, body: JsonObject, model: string): AnswerReading | Failure;
}

const endpoints: Partial<Record<ProviderOperation, Endpoint>> = {
  chat: { path: '/api/chat', write: writeOllamaChat, read: readOllamaChat },
  complete: { path: '/api/generate', write: writeOllamaCompletion, read: readOllamaCompletion },
  embed: { path: '/api/embed', write: writeOllamaEmbed, read: readOllamaEmbeddings },
};

/** Ollama's own API (docs.ollama.com/api). */
export const ollama: Provider = {
  framing: 'lines',
  exactNumbers: true,

  request(call, { baseUrl, apiKey, upstreamModel }) {
    const { path, write } = endpointOf(call);
    return {
      baseUrl: withoutPath(baseUrl),
      path,
      headers: bearerHeaders(apiKey),
      body: write(call, upstreamModel),
    };
  },

  readAnswer: (call, body, { upstreamModel }) =>
    findError(body) ?? endpointOf(call).read(call, body, upstreamModel),

  openStream: ({ operation }, { upstreamModel }) =>
    new OllamaStream(
      operation === 'complete' ? new CompletionLines(upstreamModel) : new ChatLines(upstreamModel),
    ),

  readFailure,
};

function endpointOf({ operation }: ProviderCall): Endpoint {
  const endpoint = endpoints[operation];
  if (!endpoint) throw unsupportedOperation(operation);
  return endpoint;
}

/** LiteLLM takes the whole address of an endpoint for an `api_base`, too. */
const withoutPath = (baseUrl: string): string =>
  baseUrl.replace(/\/api(?:\/(?:chat|generate|embed))?\/?$/, '');
