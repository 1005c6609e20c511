import type { JsonObject } from '../json.ts';
import { objectOf } from './chat-answer.ts';
import { readCohereUsage } from './cohere-usage.ts';
import { writeEmbeddings } from './embed-answer.ts';
import { readEmbedRequest } from './embed-request.ts';
import { compact } from './parameters.ts';
import type { AnswerReading, Failure, ProviderCall } from './provider.ts';

/**
 * Cohere must be told what the embeddings are for: where a request does not say, the texts are documents, as
 * with LiteLLM.
 */
export function writeCohereEmbed({ body }: ProviderCall, model: string): JsonObject {
  const { texts, dimensions, own } = readEmbedRequest(body);
  return compact({
    model,
    texts,
    input_type: 'search_document',
    embedding_types: ['float'],
    output_dimension: dimensions,
    ...own,
  });
}

/** Embeddings come by their type, of which a request may have named another one. */
export function readCohereEmbeddings(
  call: ProviderCall,
  body: JsonObject,
  model: string,
): AnswerReading | Failure {
  const [vectors] = Object.values(objectOf(body['embeddings']));
  const usage = readCohereUsage(body['meta']);
  return writeEmbeddings(vectors, { model, format: call.body['encoding_format'], usage });
}
