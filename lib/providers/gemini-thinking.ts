import type { JsonObject } from '../json.ts';
import { isGemini3 } from './gemini-model.ts';
import { UnsupportedParameter } from './unsupported.ts';

// Both tables are Google's own (Gemini API, "OpenAI compatibility": thinking).
const levels: ReadonlyMap<string, string> = new Map([
  ['minimal', 'MINIMAL'],
  ['low', 'LOW'],
  ['medium', 'MEDIUM'],
  ['high', 'HIGH'],
]);

const budgets: ReadonlyMap<string, number> = new Map([
  ['none', 0],
  ['minimal', 1_024],
  ['low', 1_024],
  ['medium', 8_192],
  ['high', 24_576],
]);

/**
 * Gemini's `thinkingConfig` for an effort of OpenAI's. Who asks for reasoning is told its summary too, as
 * by LiteLLM; it costs nothing more. @throws UnsupportedParameter
 */
export function writeThinking(effort: string, model: string): JsonObject {
  const thinking = isGemini3(model) ? writeLevel(effort, model) : writeBudget(effort, model);
  if (thinking) return effort === 'none' ? thinking : { ...thinking, includeThoughts: true };
  throw new UnsupportedParameter('reasoning_effort', `${model} does not know "${effort}"`);
}

/** Gemini 3 cannot be kept from thinking, and its Pro models not even to a minimum. */
function writeLevel(effort: string, model: string): JsonObject | undefined {
  const isPro = /-pro\b/.test(model);
  const level = levels.get(isPro && effort === 'minimal' ? 'low' : effort);
  return level === undefined ? undefined : { thinkingLevel: level };
}

/** Gemini 2.5 Pro always thinks. */
function writeBudget(effort: string, model: string): JsonObject | undefined {
  const isPro = /-pro\b/.test(model);
  const budget = isPro && effort === 'none' ? undefined : budgets.get(effort);
  return budget === undefined ? undefined : { thinkingBudget: budget };
}
