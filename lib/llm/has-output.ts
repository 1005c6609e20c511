import { isJsonObject, type JsonObject } from '../json.ts';

/** True of an OpenAI chunk that carries text, a tool call or another piece of an answer. */
export function hasOutput({ choices }: JsonObject): boolean {
  return Array.isArray(choices) && choices.some((choice) => isJsonObject(choice) && adds(choice));
}

function adds(choice: JsonObject): boolean {
  if (typeof choice['text'] === 'string') return choice['text'] !== '';
  const delta = choice['delta'];
  if (!isJsonObject(delta)) return false;
  return Object.entries(delta).some(
    ([name, value]) => name !== 'role' && value !== null && value !== '' && !isEmptyArray(value),
  );
}

const isEmptyArray = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
