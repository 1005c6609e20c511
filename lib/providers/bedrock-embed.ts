import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { isOfMaker } from './bedrock-model.ts';
import { writeEmbeddings } from './chat-answer.ts';
import { compact, Parameters } from './parameters.ts';
import {
  type AnswerReading,
  type Failure,
  notTheApi,
  type ProviderCall,
  type ResponseHeaders,
  type Target,
} from './provider.ts';
import { badRequest, UnsupportedParameter } from './unsupported.ts';
import { noUsage } from './usage.ts';

const embedParameters: ReadonlySet<string> = new Set([
  'dimensions',
  'encoding_format',
  'input',
  'model',
  'user',
]);

/** The body of InvokeModel for a model that embeds. @throws UnsupportedParameter, UpstreamError `bad_request` */
export function writeEmbed(body: JsonObject, target: Target): JsonObject {
  const parameters = new Parameters(body, embedParameters);
  parameters.take('encoding_format');
  const texts = takeTexts(parameters);
  if (isOfMaker('cohere', target)) return writeCohere(parameters, texts);
  if (target.upstreamModel.includes('titan-embed')) return writeTitan(parameters, texts, target);
  throw badRequest('only the embeddings of amazon.titan-embed-* and cohere.embed-* are known');
}

/** The model must be told what for; documents are what most embed, and LiteLLM's choice. */
const writeCohere = (parameters: Parameters, texts: string[]): JsonObject =>
  compact({
    texts,
    input_type: 'search_document',
    output_dimension: parameters.number('dimensions'),
    ...parameters.rest(),
  });

/** Titan takes one text a request; the model that takes images too names the dimensions in its own way. */
function writeTitan(parameters: Parameters, [text, ...more]: string[], target: Target): JsonObject {
  if (text === undefined || more.length > 0) {
    throw new UnsupportedParameter('input', 'Titan takes one text a request');
  }
  const dimensions = parameters.number('dimensions');
  if (!target.upstreamModel.includes('titan-embed-image')) {
    return compact({ inputText: text, dimensions, ...parameters.rest() });
  }
  const embeddingConfig =
    dimensions === undefined ? undefined : { outputEmbeddingLength: dimensions };
  return compact({ inputText: text, embeddingConfig, ...parameters.rest() });
}

function takeTexts(parameters: Parameters): string[] {
  return [parameters.take('input')].flat().map((text) => {
    if (typeof text === 'string') return text;
    throw badRequest('"input": expected text or a list of texts');
  });
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
