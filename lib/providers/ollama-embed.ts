import type { JsonObject } from '../json.ts';
import { writeEmbeddings } from './embed-answer.ts';
import { readEmbedRequest } from './embed-request.ts';
import { placeOwn } from './ollama-options.ts';
import { readOllamaUsage } from './ollama-usage.ts';
import { compact } from './parameters.ts';
import type { AnswerReading, Failure, ProviderCall } from './provider.ts';

/** @throws UnsupportedParameter, UpstreamError `bad_request` */
export function writeOllamaEmbed({ body }: ProviderCall, model: string): JsonObject {
  const { texts, dimensions, own } = readEmbedRequest(body);
  return placeOwn(compact({ model, input: texts, dimensions }), {}, own);
}

export function readOllamaEmbeddings(
  call: ProviderCall,
  body: JsonObject,
  model: string,
): AnswerReading | Failure {
  const usage = readOllamaUsage(body);
  return writeEmbeddings(body['embeddings'], {
    model,
    format: call.body['encoding_format'],
    usage,
  });
}
