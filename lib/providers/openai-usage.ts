import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Usage } from '../usage.ts';
import { countIn } from './usage.ts';

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
  if (!isJsonObject(usage) || !counted.some((name) => isCount(usage[name]))) return undefined;
  const input = usage['prompt_tokens_details'];
  const output = usage['completion_tokens_details'];
  const reasoningTokens = countIn(output, 'reasoning_tokens');
  const promptTokens = readPrompt(usage);
  return {
    promptTokens,
    completionTokens: readCompletion(usage, promptTokens, reasoningTokens),
    cachedTokens: countIn(input, 'cached_tokens') || firstCount(usage, cachedNames),
    cacheWriteTokens: readCacheWrite(usage, input),
    cacheWrite1hTokens: 0,
    reasoningTokens,
    audioPromptTokens: countIn(input, 'audio_tokens'),
    audioCompletionTokens: countIn(output, 'audio_tokens'),
    ...(isTier(tier) && { serviceTier: tier }),
  };
}

const isCount = (value: JsonValue | undefined): boolean => typeof value === 'number';

/**
 * OpenAI's API reference, and OpenRouter's guide "Service tiers": it may differ from what was asked for. `auto` is
 * none, nor is Snowflake's '' (recording 9a85dfb71dd9).
 */
const isTier = (tier: JsonValue | undefined): tier is string =>
  typeof tier === 'string' && tier !== '' && tier !== 'auto';

/** Voyage tells the total of its embeddings only (recording 176da38d5f67). */
const readPrompt = (usage: JsonObject): number =>
  isCount(usage['prompt_tokens'])
    ? countIn(usage, 'prompt_tokens')
    : Math.max(0, countIn(usage, 'total_tokens') - countIn(usage, 'completion_tokens'));

/** xAI does not count reasoning among the completion's tokens, but in the total. */
function readCompletion(usage: JsonObject, promptTokens: number, reasoningTokens: number): number {
  const rest = countIn(usage, 'total_tokens') - promptTokens;
  if (!isCount(usage['completion_tokens'])) return Math.max(0, rest);
  const tokens = countIn(usage, 'completion_tokens');
  return tokens + reasoningTokens === rest ? rest : tokens;
}

/** OpenRouter's name (recording 5c4424b756bd), LiteLLM's, Anthropic's own. */
const readCacheWrite = (usage: JsonObject, input: JsonValue | undefined): number =>
  countIn(input, 'cache_write_tokens') ||
  countIn(input, 'cache_creation_tokens') ||
  countIn(usage, 'cache_creation_input_tokens');

function firstCount(usage: JsonObject, names: readonly string[]): number {
  const found = names.find((name) => countIn(usage, name) > 0);
  return found === undefined ? 0 : countIn(usage, found);
}
