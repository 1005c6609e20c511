import type { JsonObject, JsonValue } from '../json.ts';
import { objectsOf, writeEmbeddings } from './chat-answer.ts';
import { toCamelCase } from './gemini-request.ts';
import { readGeminiUsage } from './gemini-usage.ts';
import { compact, Parameters } from './parameters.ts';
import { type AnswerReading, type Failure, notTheApi } from './provider.ts';
import { findError } from './read-failure.ts';
import { badRequest } from './unsupported.ts';

/** What is asked for embeddings, as both of Google's APIs need it. */
export interface EmbeddingInput {
  texts: string[];
  dimensions: number | undefined;
  /** Google's own parameters, such as `taskType`. */
  own: JsonObject;
}

const embedParameters: ReadonlySet<string> = new Set([
  'dimensions',
  'encoding_format',
  'input',
  'model',
  'user',
]);

/** @throws UnsupportedParameter, UpstreamError `bad_request` */
export function readEmbeddingInput(body: JsonObject): EmbeddingInput {
  const parameters = new Parameters(body, embedParameters);
  const texts = readTexts(parameters.take('input'));
  const dimensions = parameters.number('dimensions');
  // The answer is written in this format from numbers.
  parameters.take('encoding_format');
  const own = Object.entries(parameters.rest()).map(([name, value]) => [toCamelCase(name), value]);
  return { texts, dimensions, own: Object.fromEntries(own) };
}

function readTexts(input: JsonValue | undefined): string[] {
  return [input].flat().map((text) => {
    if (typeof text === 'string') return text;
    throw badRequest('"input": expected text or a list of texts');
  });
}

/** The body of batchEmbedContents (recording bb7bdac37c09); `model` is its resource name. */
export function writeBatchEmbed(body: JsonObject, model: string): JsonObject {
  const { texts, dimensions, own } = readEmbeddingInput(body);
  return {
    requests: texts.map((text) =>
      compact({
        model,
        content: { parts: [{ text }] },
        outputDimensionality: dimensions,
        ...own,
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
