import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { noUsage } from '../usage.ts';
import { isOfMaker } from './bedrock-model.ts';
import { writeEmbeddings } from './embed-answer.ts';
import { type EmbedRequest, onlyText, readEmbedRequest } from './embed-request.ts';
import { compact } from './parameters.ts';
import type { AnswerReading, Failure, ProviderCall, ResponseHeaders, Target } from './provider.ts';
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
function writeTitan(request: EmbedRequest, { upstreamModel: model }: Target): JsonObject {
  const inputText = onlyText(request, 'Titan');
  const { dimensions, own } = request;
  if (!model.includes('titan-embed-image')) return compact({ inputText, dimensions, ...own });
  const embeddingConfig =
    dimensions === undefined ? undefined : { outputEmbeddingLength: dimensions };
  return compact({ inputText, embeddingConfig, ...own });
}

/** The model's answer as OpenAI's. */
export function readEmbed(
  { body: asked }: ProviderCall,
  body: JsonObject,
  { upstreamModel }: Target,
  headers: ResponseHeaders,
): AnswerReading | Failure {
  const promptTokens = tokensIn(body, headers);
  return writeEmbeddings(vectorsIn(body), {
    model: upstreamModel,
    format: asked['encoding_format'],
    usage: promptTokens === undefined ? undefined : { ...noUsage, promptTokens },
  });
}

/** Titan's one, Cohere's list, or Cohere's lists by type, of which floats are OpenAI's. */
function vectorsIn({ embedding, embeddings }: JsonObject): JsonValue | undefined {
  if (embedding !== undefined) return [embedding];
  return isJsonObject(embeddings) ? embeddings['float'] : embeddings;
}

/** Cohere's are counted in a header only (recording 770a1512d5ef). */
function tokensIn(body: JsonObject, headers: ResponseHeaders): number | undefined {
  const count = Number(body['inputTextTokenCount'] ?? headers['x-amzn-bedrock-input-token-count']);
  return Number.isSafeInteger(count) ? count : undefined;
}
