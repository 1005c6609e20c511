import type { Answer, AnswerContext } from './answer.ts';
import { answerText } from './answer-text.ts';
import { type Completion, complete } from './completion.ts';
import { contentHash } from './hash.ts';
import { completionApi } from './openai-text.ts';
import { replyTo } from './reply.ts';
import { completionRequest, parseRequest } from './request.ts';
import { estimateTokens } from './tokens.ts';

/** Answers `POST completions`: one choice per prompt, each as if its prompt had come alone. */
export function answerCompletion(body: unknown, context: AnswerContext): Answer {
  const request = parseRequest(completionRequest, body);
  const prompts = [request.prompt].flat();
  const answerPrompt = (prompt: string): Completion => {
    const hash = contentHash(context.seed, JSON.stringify(prompt));
    return complete(
      replyTo({ hash, userText: prompt }, context),
      request.max_tokens,
      context.fault,
    );
  };
  const content = JSON.stringify(request.prompt);
  const promptTokens = estimateTokens(content);
  const hash = contentHash(context.seed, content);
  return answerText(completionApi, { ...request, hash, promptTokens }, prompts.map(answerPrompt));
}
