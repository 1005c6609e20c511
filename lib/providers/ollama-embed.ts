import type { JsonObject } from '../json.ts';
import { writeEmbeddings } from './chat-answer.ts';
import { readEmbedRequest } from './embed-request.ts';
import { readOllamaUsage } from './ollama-usage.ts';
import { type AnswerReading, type Failure, notTheApi, type ProviderCall } from './provider.ts';

/** @throws UnsupportedParameter, UpstreamError `bad_request` */
export function writeOllamaEmbed({ body }: ProviderCall, model: string): JsonObject {
  const { texts, dimensions, own } = readEmbedRequest(body);
  return { model, input: texts, ...(dimensions !== undefined && { dimensions }), ...own };
}

export function readOllamaEmbeddings(
  call: ProviderCall,
  body: JsonObject,
  model: string,
): AnswerReading | Failure {
  const { embeddings } = body;
  if (!Array.isArray(embeddings)) return notTheApi('no embeddings');
  const usage = readOllamaUsage(body);
  const vectors = embeddings.filter((vector) => Array.isArray(vector));
  const format = call.body['encoding_format'];
  return { body: writeEmbeddings(model, vectors, format, usage?.promptTokens), usage };
}
