import { z } from 'zod';
import type { Call } from './answer.ts';
import { cohereId } from './cohere-manner.ts';
import { askVectors, toBase64 } from './embed.ts';
import { dimensions, model, parseRequest } from './request.ts';

const embedRequest = z.object({
  model,
  input_type: z.string(),
  texts: z.array(z.string()).min(1).max(96),
  embedding_types: z
    .array(z.enum(['float', 'base64']))
    .min(1)
    .default(['float']),
  output_dimension: dimensions.nullish(),
});

/** Reads `POST v2/embed`: vectors by type. */
export function readEmbed(body: unknown): Call {
  const { texts, embedding_types: types, ...request } = parseRequest(embedRequest, body);
  const embedding = { inputs: texts, content: texts, dimensions: request.output_dimension };
  return askVectors(embedding, (vectors, tokens) => {
    const embeddings = {
      ...(types.includes('float') && { float: vectors.map((vector) => [...vector]) }),
      ...(types.includes('base64') && { base64: vectors.map(toBase64) }),
    };
    const meta = { api_version: { version: '2' }, billed_units: { input_tokens: tokens } };
    const reply = {
      id: cohereId,
      embeddings,
      texts,
      meta,
      response_type: 'embeddings_by_type',
    };
    return { reply: JSON.stringify(reply) };
  });
}
