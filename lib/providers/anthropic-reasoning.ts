import type { JsonObject } from '../json.ts';
import type { Parameters } from './parameters.ts';
import { UnsupportedParameter } from './unsupported.ts';

/** How a model shall think: `thinking`, and `effort` of `output_config`. */
export interface Reasoning {
  thinking?: JsonObject;
  effort?: string;
}

interface Effort {
  name: string;
  /** In tokens; those of LiteLLM, whose least is the API's own least. */
  budget: number;
}

/** OpenAI's efforts as Anthropic calls them; `max` is Anthropic's own. */
const efforts: ReadonlyMap<string, Effort> = new Map([
  ['minimal', { name: 'low', budget: 1_024 }],
  ['low', { name: 'low', budget: 1_024 }],
  ['medium', { name: 'medium', budget: 2_048 }],
  ['high', { name: 'high', budget: 4_096 }],
  ['xhigh', { name: 'xhigh', budget: 8_192 }],
  ['max', { name: 'max', budget: 16_384 }],
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
  if (!effort) throw new UnsupportedParameter('reasoning_effort', `expected none, ${known}`);
  if (isAdaptive) return { thinking: { type: 'adaptive' }, effort: effort.name, ...told };
  if (own) throw new UnsupportedParameter('reasoning_effort', '"thinking" is given, too');
  return { thinking: { type: 'enabled', budget_tokens: effort.budget } };
}

const known = [...efforts.keys()].join(', ');

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
