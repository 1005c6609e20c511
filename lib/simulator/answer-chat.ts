import type { Answer, AnswerContext, Call } from './answer.ts';
import { answerText } from './answer-text.ts';
import { complete } from './completion.ts';
import { contentHash } from './hash.ts';
import { chatApi } from './openai-text.ts';
import { lastUserText, replyTo } from './reply.ts';
import { chatRequest, parseRequest } from './request.ts';
import { estimateTokens } from './tokens.ts';

/** Reads `POST chat/completions`; `contentHash` and `replyTo` say with which text it is answered. */
export function readChat(body: unknown): Call {
  const request = parseRequest(chatRequest, body);
  const { messages, response_format: format } = request;
  const content = JSON.stringify(messages);
  const promptTokens = estimateTokens(content);
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;

  function answer(context: AnswerContext): Answer {
    const hash = contentHash(context.seed, content);
    const reply = replyTo({ hash, userText: lastUserText(messages), format }, context);
    const completion = complete(reply, maxTokens, context.fault);
    return answerText(chatApi, { ...request, hash, promptTokens }, [completion]);
  }
  return { tokens: promptTokens + (maxTokens ?? 0), answer };
}
