import { z } from 'zod';
import type { Call } from './answer.ts';
import { askVectors } from './embed.ts';
import { dimensions, parseRequest } from './request.ts';

const embedRequest = z.object({
  content: z.object({ parts: z.array(z.object({ text: z.string() })).min(1) }),
  outputDimensionality: dimensions.optional(),
});
const batchRequest = z.object({ requests: z.array(embedRequest).min(1).max(100) });

type EmbedRequest = z.output<typeof embedRequest>;

const textOf = ({ content }: EmbedRequest): string =>
  content.parts.map(({ text }) => text).join('');

/** Reads `embedContent`: one text, whose parts are joined. */
export function readEmbedding(body: unknown): Call {
  const request = parseRequest(embedRequest, body);
  return askEmbeddings([request], ([embedding = { values: [] }]) => ({ embedding }));
}

/** Reads `batchEmbedContents`; all have the dimensions of the first (recording bb7bdac37c09). */
export function readBatch(body: unknown): Call {
  const { requests } = parseRequest(batchRequest, body);
  return askEmbeddings(requests, (embeddings) => ({ embeddings }));
}

function askEmbeddings(
  requests: readonly EmbedRequest[],
  write: (embeddings: { values: number[] }[]) => object,
): Call {
  const inputs = requests.map(textOf);
  const dimensions = requests[0]?.outputDimensionality;
  return askVectors({ inputs, content: inputs, dimensions }, (vectors) => ({
    reply: JSON.stringify(write(vectors.map((vector) => ({ values: [...vector] })))),
  }));
}
