import type { JsonObject, JsonValue } from '../json.ts';
import { objectOf, objectsOf } from './chat-answer.ts';
import { writeEmbeddings } from './embed-answer.ts';
import { type EmbedRequest, onlyText, readEmbedRequest } from './embed-request.ts';
import { camelCased } from './gemini-own.ts';
import { readGeminiUsage } from './gemini-usage.ts';
import { compact } from './parameters.ts';
import { type AnswerReading, type Failure, notTheApi } from './provider.ts';
import { findError } from './read-failure.ts';

/** The body of batchEmbedContents (recording bb7bdac37c09); `model` is its resource name. */
export function writeBatchEmbed(body: JsonObject, model: string): JsonObject {
  const request = readEmbedRequest(body);
  return { requests: request.texts.map((text) => ({ model, ...writeText(text, request) })) };
}

/**
 * The body of embedContent, of which Vertex AI has no batch: what it is given makes one vector (Vertex AI,
 * "models.embedContent"). @throws UnsupportedParameter, UpstreamError `bad_request`
 */
export function writeEmbed(body: JsonObject, model: string): JsonObject {
  const request = readEmbedRequest(body);
  return writeText(onlyText(request, model), request);
}

const writeText = (text: string, { dimensions, own }: EmbedRequest): JsonObject =>
  compact({ content: { parts: [{ text }] }, outputDimensionality: dimensions, ...camelCased(own) });

/** An answer of batchEmbedContents, or the single vector of embedContent. */
export function readEmbed(
  body: JsonObject,
  model: string,
  format: JsonValue | undefined,
): AnswerReading | Failure {
  const failure = findError(body);
  if (failure) return failure;
  const { embedding, embeddings } = body;
  if (!Array.isArray(embeddings) && !embedding) return notTheApi('no embeddings');
  const vectors = embedding ? [objectOf(embedding)] : objectsOf(embeddings);
  return writeEmbeddings(
    vectors.map(({ values }) => values ?? null),
    { model, format, usage: readGeminiUsage(body['usageMetadata']) },
  );
}
