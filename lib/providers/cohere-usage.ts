import { isJsonObject, type JsonValue } from '../json.ts';
import { noUsage, type Usage } from '../usage.ts';
import { countIn } from './usage.ts';

/**
 * The tokens that Cohere bills. Its `tokens` count the prompt's template and the thinking too, which cost
 * nothing: 431 and 661 of 2190 and 1257 are billed in recording 5c329d6f9161. `cached_tokens` is a part
 * of the former and no cheaper, so that it has no place here.
 */
export function readCohereUsage(usage: JsonValue | undefined): Usage | undefined {
  if (!isJsonObject(usage)) return undefined;
  const counts = usage['billed_units'] ?? usage['tokens'];
  if (!isJsonObject(counts)) return undefined;
  return {
    ...noUsage,
    promptTokens: countIn(counts, 'input_tokens'),
    completionTokens: countIn(counts, 'output_tokens'),
  };
}
