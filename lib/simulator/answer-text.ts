import type { Answer, StreamAnswer, Usage } from './answer.ts';
import type { Completion } from './completion.ts';
import { created, type TextApi } from './openai-text.ts';
import type { Streaming } from './request.ts';
import { estimateTokens } from './tokens.ts';

interface TextRequest extends Streaming {
  model: string;
  hash: string;
  promptTokens: number;
}

/** Puts completions into the shape of an API, whole or as a stream. */
export function answerText(
  api: TextApi,
  request: TextRequest,
  completions: readonly Completion[],
): Answer {
  const { promptTokens } = request;
  const completionTokens = completions.reduce((sum, { text }) => sum + estimateTokens(text), 0);
  const usage = { promptTokens, completionTokens };
  if (request.stream) return { usage, ...streamText(api, request, completions, usage) };

  const choices = completions.map((completion, index) => api.choice(index, completion));
  const body = { ...headOf(api, request, api.object), choices, usage: wireUsage(usage) };
  return { usage, json: JSON.stringify(body) };
}

const headOf = ({ idPrefix }: TextApi, { hash, model }: TextRequest, object: string) => ({
  id: `${idPrefix}-${hash}`,
  object,
  created,
  model,
  system_fingerprint: null,
});

const wireUsage = ({ promptTokens, completionTokens }: Usage) => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
});

function streamText(
  api: TextApi,
  request: TextRequest,
  completions: readonly Completion[],
  usage: Usage,
): Omit<StreamAnswer, 'usage'> {
  const hasUsage = request.stream_options?.include_usage === true;
  const head = headOf(api, request, api.chunkObject);
  const chunk = (choice: object) =>
    event({ ...head, choices: [choice], ...(hasUsage ? { usage: null } : {}) });

  const texts = completions.flatMap(({ text }, index) => [
    ...api.beginning(index),
    ...pieces(text).map((piece) => api.delta(index, piece)),
  ]);
  const finishes = completions.map(({ finishReason }, index) => api.finish(index, finishReason));
  const usageEvent = hasUsage ? event({ ...head, choices: [], usage: wireUsage(usage) }) : '';
  return {
    opening: texts.map(chunk).join(''),
    closing: `${finishes.map(chunk).join('')}${usageEvent}data: [DONE]\n\n`,
  };
}

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

/** What one chunk carries: up to 16 characters, none of them split. */
const pieces = (text: string): readonly string[] => text.match(/.{1,16}/gsu) ?? [];
