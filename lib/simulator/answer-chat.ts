import type { Answer, AnswerContext } from './answer.ts';
import { answerText } from './answer-text.ts';
import { complete } from './completion.ts';
import { contentHash } from './hash.ts';
import { chatApi } from './openai-text.ts';
import { lastUserText, replyTo } from './reply.ts';
import { chatRequest, parseRequest } from './request.ts';
import { estimateTokens } from './tokens.ts';

/** Answers `POST chat/completions`; `contentHash` and `replyTo` say with which text. */
export function answerChat(body: unknown, context: AnswerContext): Answer {
  const request = parseRequest(chatRequest, body);
  const { messages, response_format: format } = request;
  const content = JSON.stringify(messages);
  const hash = contentHash(context.seed, content);
  const reply = replyTo({ hash, userText: lastUserText(messages), format }, context);
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;
  return answerText(chatApi, { ...request, hash, promptTokens: estimateTokens(content) }, [
    complete(reply, maxTokens, context.fault),
  ]);
}
