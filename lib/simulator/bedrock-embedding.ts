import { z } from 'zod';
import type { Call } from './answer.ts';
import { cohereId } from './cohere-manner.ts';
import { askVectors } from './embed.ts';
import { Refusal } from './refusal.ts';
import { dimensions, parseRequest } from './request.ts';

const titanRequest = z.object({
  inputText: z.string().min(1),
  dimensions: dimensions.optional(),
});

const cohereRequest = z.object({
  texts: z.array(z.string()).min(1).max(96),
  input_type: z.string(),
  embedding_types: z.array(z.literal('float')).min(1).optional(),
  output_dimension: dimensions.optional(),
});

/** Reads `POST model/.../invoke` of Amazon's and Cohere's models that embed; others are talked to by Converse. */
export function readInvocation(body: unknown, model: string): Call {
  if (model.includes('titan-embed')) return readTitan(body);
  if (model.includes('cohere.embed')) return readCohere(body, model);
  throw new Refusal(400, 'invalid_model', 'The provided model identifier is invalid.');
}

/** The API reference of Titan Text Embeddings V2. */
function readTitan(body: unknown): Call {
  const { inputText, dimensions } = parseRequest(titanRequest, body);
  const embedding = { inputs: [inputText], content: inputText, dimensions };
  return askVectors(embedding, ([vector = []], tokens) => ({
    headers: countHeaders(tokens),
    reply: JSON.stringify({ embedding: [...vector], inputTextTokenCount: tokens }),
  }));
}

/** Recording 770a1512d5ef of version 4, whose vectors are always named by type; before, only on request. */
function readCohere(body: unknown, model: string): Call {
  const request = parseRequest(cohereRequest, body);
  const { texts, output_dimension: dimensions } = request;
  const isByType = request.embedding_types !== undefined || model.includes('embed-v4');
  return askVectors({ inputs: texts, content: texts, dimensions }, (vectors, tokens) => {
    const float = vectors.map((vector) => [...vector]);
    const reply = {
      id: cohereId,
      texts,
      embeddings: isByType ? { float } : float,
      response_type: isByType ? 'embeddings_by_type' : 'embeddings_floats',
    };
    return { headers: countHeaders(tokens), reply: JSON.stringify(reply) };
  });
}

/** The only place that tells what an embedding has used. */
const countHeaders = (tokens: number) => ({
  'x-amzn-bedrock-input-token-count': String(tokens),
});
