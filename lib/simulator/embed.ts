import type { Answer, AnswerContext, Call } from './answer.ts';
import { contentHash, randomFromHash } from './hash.ts';
import { estimateTokens } from './tokens.ts';

/** What is to be embedded: texts, or lists of token ids. */
export interface Embedding {
  inputs: readonly (string | readonly number[])[];
  /** What the tokens are counted of. */
  content: unknown;
  dimensions?: number | null | undefined;
}

/** An answer but its usage, which the tokens are. */
export type WriteVectors = (
  vectors: readonly Float32Array<ArrayBuffer>[],
  tokens: number,
) => Omit<Answer, 'usage'>;

/**
 * A call that is answered by one vector of length 1 per input, the same whether it comes alone or among others.
 * The fault `empty` leaves out all vectors, `truncated` the second half of them.
 */
export function askVectors({ inputs, content, dimensions }: Embedding, write: WriteVectors): Call {
  const tokens = estimateTokens(JSON.stringify(content));
  return {
    tokens,
    answer({ seed, fault }) {
      const vectors = inputs
        .slice(0, Math.floor(inputs.length * shareOf(fault)))
        .map((input) => makeVector(contentHash(seed, JSON.stringify(input)), dimensions ?? 32));
      return { usage: { promptTokens: tokens, completionTokens: 0 }, ...write(vectors, tokens) };
    },
  };
}

/** Of what a fault leaves of the results. */
export function shareOf(fault: AnswerContext['fault']): number {
  if (fault === 'empty') return 0;
  return fault === 'truncated' ? 1 / 2 : 1;
}

function makeVector(hash: string, dimensions: number): Float32Array<ArrayBuffer> {
  const random = randomFromHash(hash);
  const vector = Float32Array.from({ length: dimensions }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Of little-endian 32-bit floats. */
export const toBase64 = (vector: Float32Array<ArrayBuffer>): string =>
  Buffer.from(vector.buffer).toString('base64');
