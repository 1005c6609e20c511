import type { JsonValue } from '../json.ts';
import type { Usage } from '../usage.ts';
import { compact } from './parameters.ts';
import { type AnswerReading, type Failure, notTheApi } from './provider.ts';

export interface EmbedAnswer {
  model: string;
  /** The `encoding_format` that was asked for. */
  format: JsonValue | undefined;
  usage: Usage | undefined;
}

/**
 * A whole answer of embeddings of OpenAI's. A Failure when the vectors are no list of lists: each belongs to the
 * text at its place, so that none can be left out.
 */
export function writeEmbeddings(
  vectors: JsonValue | undefined,
  { model, format, usage }: EmbedAnswer,
): AnswerReading | Failure {
  if (!isMatrix(vectors)) return notTheApi('no embeddings');
  const data = vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: format === 'base64' ? toBase64(vector) : vector,
  }));
  const tokens = usage?.promptTokens;
  const told = tokens === undefined ? undefined : { prompt_tokens: tokens, total_tokens: tokens };
  return { body: compact({ object: 'list', data, model, usage: told }), usage };
}

const isMatrix = (value: JsonValue | undefined): value is JsonValue[][] =>
  Array.isArray(value) && value.every((row) => Array.isArray(row));

/** Little-endian floats of 32 bits, as OpenAI sends them. */
const toBase64 = (vector: readonly JsonValue[]): string =>
  Buffer.from(Float32Array.from(vector, Number).buffer).toString('base64');
