import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** Tokens of one attempt as the provider counted them, in one meaning for all providers. */
export interface Usage {
  /** All input: cached, written to a cache, audio and images too. */
  promptTokens: number;
  /** All output: reasoning and audio too. */
  completionTokens: number;
  /** Part of promptTokens: read from a cache. */
  cachedTokens: number;
  /** Part of promptTokens: written to a cache, for whatever time. */
  cacheWriteTokens: number;
  /** Part of cacheWriteTokens: written to be kept for an hour. */
  cacheWrite1hTokens: number;
  /** Part of completionTokens. */
  reasoningTokens: number;
  /** Part of promptTokens. */
  audioPromptTokens: number;
  /** Part of completionTokens. */
  audioCompletionTokens: number;
  /** As what it was served, in OpenAI's words, where the provider has told. */
  serviceTier?: string;
}

export const noUsage: Usage = {
  promptTokens: 0,
  completionTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite1hTokens: 0,
  reasoningTokens: 0,
  audioPromptTokens: 0,
  audioCompletionTokens: 0,
};

/** Member by member. */
export const addUsage = (a: Usage, b: Usage): Usage => ({
  promptTokens: a.promptTokens + b.promptTokens,
  completionTokens: a.completionTokens + b.completionTokens,
  cachedTokens: a.cachedTokens + b.cachedTokens,
  cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  cacheWrite1hTokens: a.cacheWrite1hTokens + b.cacheWrite1hTokens,
  reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  audioPromptTokens: a.audioPromptTokens + b.audioPromptTokens,
  audioCompletionTokens: a.audioCompletionTokens + b.audioCompletionTokens,
});

/** OpenAI's `usage` of a chat answer; the two counts of Anthropic's cache are named as LiteLLM does. */
export const writeUsage = (usage: Usage): JsonObject => ({
  prompt_tokens: usage.promptTokens,
  completion_tokens: usage.completionTokens,
  total_tokens: usage.promptTokens + usage.completionTokens,
  prompt_tokens_details: {
    cached_tokens: usage.cachedTokens,
    audio_tokens: usage.audioPromptTokens,
    ...(usage.cacheWriteTokens > 0 && { cache_creation_tokens: usage.cacheWriteTokens }),
  },
  completion_tokens_details: {
    reasoning_tokens: usage.reasoningTokens,
    audio_tokens: usage.audioCompletionTokens,
  },
});

/** A count in an object of counts; 0 for what is none. */
export function countIn(value: JsonValue | undefined, name: string): number {
  const count = isJsonObject(value) ? value[name] : undefined;
  return typeof count === 'number' && count >= 0 && Number.isFinite(count) ? Math.ceil(count) : 0;
}
