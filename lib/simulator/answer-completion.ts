import type { AnswerContext, Call } from './answer.ts';
import { writeText } from './answer-text.ts';
import { type Completion, complete } from './completion.ts';
import type { ReadCall } from './dialect.ts';
import { contentHash } from './hash.ts';
import { completionApi, type TextApi } from './openai-text.ts';
import { replyTo } from './reply.ts';
import { completionRequest, parseRequest } from './request.ts';
import { estimateTokens } from './tokens.ts';

/** Reads `POST completions`, which is answered by one choice per prompt, each as if it had come alone. */
export const readCompletion: ReadCall = (body) => readCompletionFor(completionApi, body);

/** The same in an API that adds something of its own. */
export function readCompletionFor(api: TextApi, body: unknown): Call {
  const request = parseRequest(completionRequest, body);
  const { max_tokens: maxTokens } = request;
  const prompts = [request.prompt].flat();
  const content = JSON.stringify(request.prompt);
  const promptTokens = estimateTokens(content);

  function answerPrompt(prompt: string, context: AnswerContext): Completion {
    const hash = contentHash(context.seed, JSON.stringify(prompt));
    return complete(replyTo({ hash, userText: prompt }, context), maxTokens, context.fault);
  }

  return {
    tokens: promptTokens + prompts.length * (maxTokens ?? 0),
    answer(context) {
      const hash = contentHash(context.seed, content);
      const completions = prompts.map((prompt) => answerPrompt(prompt, context));
      const completionTokens = completions.reduce((sum, { text }) => sum + estimateTokens(text), 0);
      const usage = { promptTokens, completionTokens };
      return { usage, reply: writeText(api, { ...request, hash, usage }, completions) };
    },
  };
}
