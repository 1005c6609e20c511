import type { JsonObject } from '../json.ts';
import { bearerHeaders } from './bearer.ts';
import { readCohereChat } from './cohere-answer.ts';
import { readCohereEmbeddings, writeCohereEmbed } from './cohere-embed.ts';
import { writeCohereChat } from './cohere-request.ts';
import { readCohereRanking, writeCohereRerank } from './cohere-rerank.ts';
import { CohereStream } from './cohere-stream.ts';
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
  chat: { path: '/v2/chat', write: writeCohereChat, read: readCohereChat },
  embed: { path: '/v2/embed', write: writeCohereEmbed, read: readCohereEmbeddings },
  rerank: { path: '/v2/rerank', write: writeCohereRerank, read: readCohereRanking },
};

/** Version 2 of Cohere's API (docs.cohere.com/reference). */
export const cohere: Provider = {
  framing: 'sse',

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

  openStream: (_call, { upstreamModel }) => new CohereStream(upstreamModel),

  readFailure,
};

function endpointOf({ operation }: ProviderCall): Endpoint {
  const endpoint = endpoints[operation];
  if (!endpoint) throw unsupportedOperation(operation);
  return endpoint;
}

/** LiteLLM's `api_base` of Cohere is the whole address of an endpoint. */
const withoutPath = (baseUrl: string): string =>
  baseUrl.replace(/\/v2(?:\/(?:chat|embed|rerank))?\/?$/, '');
