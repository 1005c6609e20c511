import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Usage } from '../usage.ts';

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
