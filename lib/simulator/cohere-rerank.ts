import { z } from 'zod';
import type { Answer, AnswerContext, Call } from './answer.ts';
import { cohereId } from './cohere-manner.ts';
import { shareOf } from './embed.ts';
import { contentHash, randomFromHash } from './hash.ts';
import { model, parseRequest } from './request.ts';
import { estimateTokens } from './tokens.ts';

const rerankRequest = z.object({
  model,
  query: z.string().min(1),
  documents: z.array(z.string()).min(1).max(10_000),
  top_n: z.int().min(1).nullish(),
});

/**
 * Reads `POST v2/rerank`: a score from 0 to 1 for each document, which follows from it and the query alone. The
 * fault `empty` leaves out all results, `truncated` the second half of them.
 */
export function readRerank(body: unknown): Call {
  const { query, documents, top_n: count } = parseRequest(rerankRequest, body);
  const tokens = estimateTokens(JSON.stringify([query, documents]));

  function answer({ seed, fault }: AnswerContext): Answer {
    const results = documents
      .map((document, index) => {
        const random = randomFromHash(contentHash(seed, JSON.stringify([query, document])));
        return { index, relevance_score: random() };
      })
      .sort((a, b) => b.relevance_score - a.relevance_score)
      .slice(0, count ?? documents.length);
    const shown = results.slice(0, Math.floor(results.length * shareOf(fault)));
    const meta = { api_version: { version: '2' }, billed_units: { search_units: 1 } };
    const reply = { id: cohereId, results: shown, meta };
    return {
      usage: { promptTokens: tokens, completionTokens: 0 },
      reply: JSON.stringify(reply),
    };
  }
  return { tokens, answer };
}
