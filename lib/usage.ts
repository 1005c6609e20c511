/** Tokens of one attempt or of several, in one meaning for all providers: each part is counted in its whole, too. */
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
  /** Part of promptTokens: neither read from a cache nor written to one. */
  audioPromptTokens: number;
  /** Part of completionTokens: not reasoning. */
  audioCompletionTokens: number;
  /** Of one attempt: as what it was served, in OpenAI's words, where the provider has told. */
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
