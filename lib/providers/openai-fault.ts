import type { FailureKind } from '../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Failure, StreamEvent } from './provider.ts';
import { readErrorObject } from './read-failure.ts';

/**
 * Reasons to finish that tell of a fault, for which OpenAI has no word: the answer broke off. They are those
 * of OpenRouter and Mistral; GLM; DeepSeek; vLLM.
 */
const faults: ReadonlyMap<JsonValue | undefined, FailureKind> = new Map([
  ['error', 'server_error'],
  ['network_error', 'server_error'],
  ['insufficient_system_resource', 'overloaded'],
  ['abort', 'server_error'],
]);

/** What the first choice tells that broke off; undefined: none did. */
export function findFault(choices: JsonValue | undefined): Failure | undefined {
  if (!Array.isArray(choices)) return undefined;
  for (const choice of choices) {
    const fault = isJsonObject(choice) ? readFault(choice) : undefined;
    if (fault) return fault;
  }
  return undefined;
}

function readFault({ finish_reason: reason, error }: JsonObject): Failure | undefined {
  const kind = faults.get(reason);
  // OpenRouter tells there what happened ("API reference", its docs).
  if (isJsonObject(error)) return readErrorObject(error, 200);
  return kind && { kind, message: `the generation ended with ${reason}`, code: String(reason) };
}

/** OpenAI's own clients take any event of this name for an error, whatever its members are. */
export const readErrorEvent = ({ name, json }: StreamEvent): Failure | undefined =>
  name === 'error' && json ? readErrorObject(json, 200) : undefined;
