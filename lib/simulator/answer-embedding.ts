import type { z } from 'zod';
import type { ReadCall } from './dialect.ts';
import { askVectors, type Embedding, toBase64 } from './embed.ts';
import { embeddingRequest, parseRequest } from './request.ts';

type EmbeddingRequest = z.output<typeof embeddingRequest>;

/** Reads `POST embeddings`; base64 is what OpenAI's own clients ask for. */
export const readEmbedding: ReadCall = (body) => {
  const { model, input, dimensions, encoding_format } = parseRequest(embeddingRequest, body);
  return askVectors(
    { inputs: listInputs(input), content: input, dimensions },
    (vectors, tokens) => {
      const data = vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: encoding_format === 'base64' ? toBase64(vector) : [...vector],
      }));
      const usage = { prompt_tokens: tokens, total_tokens: tokens };
      return { reply: JSON.stringify({ object: 'list', data, model, usage }) };
    },
  );
};

/** A text or one list of token ids is a single input. */
function listInputs(input: EmbeddingRequest['input']): Embedding['inputs'] {
  if (typeof input === 'string') return [input];
  const isTokenIds = (list: typeof input): list is number[] => typeof list[0] === 'number';
  return isTokenIds(input) ? [input] : input;
}
