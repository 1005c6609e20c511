import type { JsonObject, JsonValue } from '../json.ts';
import { objectsOf, writeEmbeddings } from './chat-answer.ts';
import { readEmbedRequest } from './embed-request.ts';
import { camelCased } from './gemini-own.ts';
import { readGeminiUsage } from './gemini-usage.ts';
import { compact } from './parameters.ts';
import { type AnswerReading, type Failure, notTheApi } from './provider.ts';
import { findError } from './read-failure.ts';

/** The body of batchEmbedContents (recording bb7bdac37c09); `model` is its resource name. */
export function writeBatchEmbed(body: JsonObject, model: string): JsonObject {
  const { texts, dimensions, own } = readEmbedRequest(body);
  return {
    requests: texts.map((text) =>
      compact({
        model,
        content: { parts: [{ text }] },
        outputDimensionality: dimensions,
        ...camelCased(own),
      }),
    ),
  };
}

export function readBatchEmbed(
  body: JsonObject,
  model: string,
  format: JsonValue | undefined,
): AnswerReading | Failure {
  const failure = findError(body);
  if (failure) return failure;
  if (!Array.isArray(body['embeddings'])) return notTheApi('no embeddings');
  const usage = readGeminiUsage(body['usageMetadata']);
  const vectors = objectsOf(body['embeddings']).map(({ values }) => vectorOf(values));
  return { body: writeEmbeddings(model, vectors, format, usage?.promptTokens), usage };
}

export const vectorOf = (values: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(values) ? values : [];
