import type { JsonObject } from '../json.ts';
import type { Parameters } from './parameters.ts';
import { UnsupportedParameter } from './unsupported.ts';

/** How a model shall think: `thinking`, and `effort` of `output_config`. */
export interface Reasoning {
  thinking?: JsonObject;
  effort?: string;
}

/** OpenAI's efforts as Anthropic calls them; `max` is Anthropic's own. */
const efforts: ReadonlyMap<string, string> = new Map([
  ['minimal', 'low'],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
  ['xhigh', 'xhigh'],
  ['max', 'max'],
]);

/** Tokens for thinking by effort: those of LiteLLM, the least being the API's own least. */
const budgets: ReadonlyMap<string, number> = new Map([
  ['low', 1_024],
  ['medium', 2_048],
  ['high', 4_096],
  ['xhigh', 8_192],
  ['max', 16_384],
]);

/**
 * What stands for `reasoning_effort`. The user's own `thinking` goes before.
 * @throws UnsupportedParameter
 */
export function takeReasoning(parameters: Parameters, model: string): Reasoning {
  const wanted = parameters.text('reasoning_effort');
  const own = parameters.object('thinking');
  const told = own ? { thinking: own } : {};
  if (wanted === undefined) return told;
  const isAdaptive = thinksAdaptively(model);
  if (wanted === 'none') return { ...(isAdaptive && { thinking: { type: 'disabled' } }), ...told };
  const effort = efforts.get(wanted);
  if (effort === undefined) {
    throw new UnsupportedParameter(
      'reasoning_effort',
      `expected none, ${[...efforts.keys()].join(', ')}`,
    );
  }
  if (isAdaptive) return { thinking: { type: 'adaptive' }, effort, ...told };
  if (own) throw new UnsupportedParameter('reasoning_effort', '"thinking" is given, too');
  return { thinking: { type: 'enabled', budget_tokens: budgets.get(effort) ?? 0 } };
}

/**
 * Models up to 4.5 think within a budget and refuse `adaptive`, those from 4.7 on refuse a budget, and 4.6
 * takes both (Anthropic's documentation, "Troubleshooting thinking"). A name without a version, as of a
 * preview or behind another address, is taken for a new model's.
 */
function thinksAdaptively(model: string): boolean {
  const [, major, minor = '0'] =
    /claude-(?:[a-z]+-)?(\d+)(?:[-.](\d{1,2})(?!\d))?/.exec(model) ?? [];
  if (major === undefined) return true;
  return Number(major) > 4 || (Number(major) === 4 && Number(minor) >= 6);
}
