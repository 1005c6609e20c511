import type { Answer, AnswerContext, Call } from './answer.ts';
import { answerText } from './answer-text.ts';
import { type Completion, complete } from './completion.ts';
import { contentHash } from './hash.ts';
import { completionApi } from './openai-text.ts';
import { replyTo } from './reply.ts';
import { completionRequest, parseRequest } from './request.ts';
import { estimateTokens } from './tokens.ts';

/** Reads `POST completions`, which is answered by one choice per prompt, each as if it had come alone. */
export function readCompletion(body: unknown): Call {
  const request = parseRequest(completionRequest, body);
  const { max_tokens: maxTokens } = request;
  const prompts = [request.prompt].flat();
  const content = JSON.stringify(request.prompt);
  const promptTokens = estimateTokens(content);

  function answerPrompt(prompt: string, context: AnswerContext): Completion {
    const hash = contentHash(context.seed, JSON.stringify(prompt));
    return complete(replyTo({ hash, userText: prompt }, context), maxTokens, context.fault);
  }

  function answer(context: AnswerContext): Answer {
    const hash = contentHash(context.seed, content);
    const completions = prompts.map((prompt) => answerPrompt(prompt, context));
    return answerText(completionApi, { ...request, hash, promptTokens }, completions);
  }
  return { tokens: promptTokens + prompts.length * (maxTokens ?? 0), answer };
}
