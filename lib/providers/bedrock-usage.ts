import { isJsonObject, type JsonValue } from '../json.ts';
import { noUsage, type Usage } from '../usage.ts';
import { objectsOf } from './chat-answer.ts';
import { countIn } from './usage.ts';

/** TokenUsage; `inputTokens` has neither what was cached nor what was written ("Prompt caching", user guide). */
export function readTokenUsage(usage: JsonValue | undefined): Usage | undefined {
  if (!isJsonObject(usage)) return undefined;
  const cachedTokens = countIn(usage, 'cacheReadInputTokens');
  const cacheWriteTokens = countIn(usage, 'cacheWriteInputTokens');
  const hour = objectsOf(usage['cacheDetails']).find(({ ttl }) => ttl === '1h');
  return {
    ...noUsage,
    promptTokens: countIn(usage, 'inputTokens') + cachedTokens + cacheWriteTokens,
    completionTokens: countIn(usage, 'outputTokens'),
    cachedTokens,
    cacheWriteTokens,
    cacheWrite1hTokens: countIn(hour, 'inputTokens'),
  };
}
