import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { countIn, type Usage } from './usage.ts';

/** Where vendors tell of tokens read from a cache, beside OpenAI's place. */
const cachedNames = [
  // DeepSeek (recording c96d47cdcdc1).
  'prompt_cache_hit_tokens',
  // Together (67ab13b5df51), Moonshot.
  'cached_tokens',
  // Mistral (d5708fd3bd41).
  'num_cached_tokens',
  // Anthropic's own, which gateways pass on.
  'cache_read_input_tokens',
];

/** Without any of them a usage tells nothing. */
const counted = ['prompt_tokens', 'completion_tokens', 'total_tokens'];

/** What an answer, or a chunk of one, tells of its usage, with vendors' additions; undefined: nothing. */
export function readUsage({ usage, service_tier: tier }: JsonObject): Usage | undefined {
  if (!isJsonObject(usage) || !counted.some((name) => typeof usage[name] === 'number')) {
    return undefined;
  }
  const input = usage['prompt_tokens_details'];
  const output = usage['completion_tokens_details'];
  const reasoningTokens = countIn(output, 'reasoning_tokens');
  const promptTokens = readPrompt(usage);
  return {
    promptTokens,
    completionTokens: readCompletion(usage, promptTokens, reasoningTokens),
    cachedTokens: countIn(input, 'cached_tokens') || firstCount(usage, cachedNames),
    // OpenRouter (recording 5c4424b756bd), else Anthropic's own name.
    cacheWriteTokens:
      countIn(input, 'cache_write_tokens') || countIn(usage, 'cache_creation_input_tokens'),
    cacheWrite1hTokens: 0,
    reasoningTokens,
    audioPromptTokens: countIn(input, 'audio_tokens'),
    audioCompletionTokens: countIn(output, 'audio_tokens'),
    ...(isTier(tier) && { serviceTier: tier }),
  };
}

/**
 * OpenAI's API reference, and OpenRouter's guide "Service tiers": it may differ from what was asked for. `auto` is
 * none, nor is Snowflake's '' (recording 9a85dfb71dd9).
 */
const isTier = (tier: JsonValue | undefined): tier is string =>
  typeof tier === 'string' && tier !== '' && tier !== 'auto';

/** Voyage tells the total of its embeddings only (recording 176da38d5f67). */
const readPrompt = (usage: JsonObject): number =>
  'prompt_tokens' in usage ? countIn(usage, 'prompt_tokens') : countIn(usage, 'total_tokens');

/** xAI does not count reasoning among the completion's tokens, but in the total. */
function readCompletion(usage: JsonObject, promptTokens: number, reasoningTokens: number): number {
  const tokens = countIn(usage, 'completion_tokens');
  const isApart = promptTokens + tokens + reasoningTokens === countIn(usage, 'total_tokens');
  return isApart ? tokens + reasoningTokens : tokens;
}

function firstCount(usage: JsonObject, names: readonly string[]): number {
  for (const name of names) {
    const count = countIn(usage, name);
    if (count > 0) return count;
  }
  return 0;
}
