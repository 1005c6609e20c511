import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { noUsage } from '../usage.ts';
import { isOfMaker } from './bedrock-model.ts';
import { writeEmbeddings } from './chat-answer.ts';
import { type EmbedRequest, readEmbedRequest } from './embed-request.ts';
import { compact } from './parameters.ts';
import {
  type AnswerReading,
  type Failure,
  notTheApi,
  type ProviderCall,
  type ResponseHeaders,
  type Target,
} from './provider.ts';
import { badRequest } from './unsupported.ts';

/** The body of InvokeModel for a model that embeds. @throws UnsupportedParameter, UpstreamError `bad_request` */
export function writeEmbed(body: JsonObject, target: Target): JsonObject {
  const request = readEmbedRequest(body);
  if (isOfMaker('cohere', target)) return writeCohere(request);
  if (target.upstreamModel.includes('titan-embed')) return writeTitan(request, target);
  throw badRequest('only the embeddings of amazon.titan-embed-* and cohere.embed-* are known');
}

/** The model must be told what for; documents are LiteLLM's choice. */
const writeCohere = ({ texts, dimensions, own }: EmbedRequest): JsonObject =>
  compact({ texts, input_type: 'search_document', output_dimension: dimensions, ...own });

/** Titan takes one text a request; the model that takes images too names the dimensions in its own way. */
function writeTitan({ texts, dimensions, own }: EmbedRequest, target: Target): JsonObject {
  const [text, ...more] = texts;
  if (text === undefined || more.length > 0) {
    throw badRequest('"input": expected one text, since Titan takes one a request');
  }
  if (!target.upstreamModel.includes('titan-embed-image')) {
    return compact({ inputText: text, dimensions, ...own });
  }
  const embeddingConfig =
    dimensions === undefined ? undefined : { outputEmbeddingLength: dimensions };
  return compact({ inputText: text, embeddingConfig, ...own });
}

/** The model's answer as OpenAI's. */
export function readEmbed(
  { body: asked }: ProviderCall,
  body: JsonObject,
  { upstreamModel }: Target,
  headers: ResponseHeaders,
): AnswerReading | Failure {
  const vectors = vectorsIn(body);
  if (!vectors) return notTheApi('no embeddings');
  const promptTokens = tokensIn(body, headers);
  return {
    body: writeEmbeddings(upstreamModel, vectors, asked['encoding_format'], promptTokens),
    usage: promptTokens === undefined ? undefined : { ...noUsage, promptTokens },
  };
}

/** Titan's one, Cohere's list, or Cohere's lists by type, of which floats are OpenAI's. */
function vectorsIn({ embedding, embeddings }: JsonObject): JsonValue[][] | undefined {
  if (Array.isArray(embedding)) return [embedding];
  const list = isJsonObject(embeddings) ? embeddings['float'] : embeddings;
  return Array.isArray(list) ? list.filter((vector) => Array.isArray(vector)) : undefined;
}

/** Cohere's are counted in a header only (recording 770a1512d5ef). */
function tokensIn(body: JsonObject, headers: ResponseHeaders): number | undefined {
  const count = Number(body['inputTextTokenCount'] ?? headers['x-amzn-bedrock-input-token-count']);
  return Number.isSafeInteger(count) ? count : undefined;
}
