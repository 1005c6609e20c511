import type { z } from 'zod';
import type { Answer, AnswerContext, Call } from './answer.ts';
import { contentHash, randomFromHash } from './hash.ts';
import { embeddingRequest, parseRequest } from './request.ts';
import { estimateTokens } from './tokens.ts';

type EmbeddingRequest = z.output<typeof embeddingRequest>;

/**
 * Reads `POST embeddings`, which is answered by one vector of length 1 per input, the same whether it comes
 * alone or among others. The fault `empty` leaves out all vectors, `truncated` the second half of them.
 */
export function readEmbedding(body: unknown): Call {
  const request = parseRequest(embeddingRequest, body);
  const tokens = estimateTokens(JSON.stringify(request.input));

  function answer({ seed, fault }: AnswerContext): Answer {
    const inputs = listInputs(request.input);
    const shares = { empty: 0, truncated: 1 / 2 };
    const share = fault === 'empty' || fault === 'truncated' ? shares[fault] : 1;
    const data = inputs.slice(0, Math.floor(inputs.length * share)).map((input, index) => {
      const vector = makeVector(contentHash(seed, JSON.stringify(input)), request.dimensions);
      return { object: 'embedding', index, embedding: encode(vector, request.encoding_format) };
    });
    const usage = { prompt_tokens: tokens, total_tokens: tokens };
    return {
      usage: { promptTokens: tokens, completionTokens: 0 },
      json: JSON.stringify({ object: 'list', data, model: request.model, usage }),
    };
  }
  return { tokens, answer };
}

/** A text or one list of token ids is a single input. */
function listInputs(input: EmbeddingRequest['input']): readonly (string | readonly number[])[] {
  if (typeof input === 'string') return [input];
  const isTokenIds = (list: typeof input): list is number[] => typeof list[0] === 'number';
  return isTokenIds(input) ? [input] : input;
}

function makeVector(hash: string, dimensions: number): Float32Array {
  const random = randomFromHash(hash);
  const vector = Float32Array.from({ length: dimensions }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Base64 is of little-endian 32-bit floats, as OpenAI's own clients ask for. */
const encode = (vector: Float32Array, format: EmbeddingRequest['encoding_format']) =>
  format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
