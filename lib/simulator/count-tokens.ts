import type { Call } from './answer.ts';
import type { Message } from './request.ts';
import { estimateTokens } from './tokens.ts';

/** A call that only tells how many tokens a chat's messages have, and uses none. */
export const countTokens = (
  messages: readonly Message[],
  write: (tokens: number) => object,
): Call => ({
  tokens: 0,
  answer: () => ({
    usage: { promptTokens: 0, completionTokens: 0 },
    reply: JSON.stringify(write(estimateTokens(JSON.stringify(messages)))),
  }),
});
