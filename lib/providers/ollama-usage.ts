import type { JsonObject } from '../json.ts';
import { noUsage, type Usage } from '../usage.ts';
import { countIn } from './usage.ts';

/**
 * The counts of an answer. `prompt_eval_count` holds the tokens read from the cache too; older servers leave
 * it out where all of them were (ollama/ollama#2068), and then the usage is unknown rather than none.
 */
export function readOllamaUsage(body: JsonObject): Usage | undefined {
  if (body['prompt_eval_count'] === undefined) return undefined;
  return {
    ...noUsage,
    promptTokens: countIn(body, 'prompt_eval_count'),
    cachedTokens: countIn(body, 'prompt_eval_cached_count'),
    completionTokens: countIn(body, 'eval_count'),
  };
}
