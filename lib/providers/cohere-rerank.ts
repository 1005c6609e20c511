import type { JsonObject } from '../json.ts';
import { readCohereUsage } from './cohere-usage.ts';
import { type AnswerReading, type Failure, notTheApi, type ProviderCall } from './provider.ts';

/** OpenAI has no reranking: requests and answers are in Cohere's own shape, as with LiteLLM. */
export const writeCohereRerank = ({ body }: ProviderCall, model: string): JsonObject => ({
  ...body,
  model,
});

/** It costs by the search, so that no tokens are billed. */
export const readCohereRanking = (
  _call: ProviderCall,
  body: JsonObject,
): AnswerReading | Failure =>
  Array.isArray(body['results'])
    ? { body, usage: readCohereUsage(body['meta']) }
    : notTheApi('no results');
