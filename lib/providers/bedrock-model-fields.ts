import type { JsonObject } from '../json.ts';
import { takeReasoning } from './anthropic-reasoning.ts';
import { isOfMaker } from './bedrock-model.ts';
import { compact, type Parameters } from './parameters.ts';
import type { Target } from './provider.ts';
import { UnsupportedParameter } from './unsupported.ts';

/** What Converse has no common member for, in the words of the model's maker. */
export interface ModelFields {
  /** For `additionalModelRequestFields`. */
  fields: JsonObject;
  /** For `outputConfig`. */
  effort?: string | undefined;
}

/** @throws UnsupportedParameter */
export function takeModelFields(parameters: Parameters, target: Target): ModelFields {
  if (isOfMaker('openai', target)) return { fields: {} };
  if (isOfMaker('anthropic', target)) return takeClaude(parameters, target);
  if (isNova(target)) return { fields: takeNova(parameters, target) };
  if (parameters.text('reasoning_effort') === undefined) return { fields: {} };
  throw new UnsupportedParameter('reasoning_effort', 'the model is not known to take it');
}

/** OutputConfig has the effort, the thinking is a field of the model. */
function takeClaude(parameters: Parameters, { upstreamModel }: Target): ModelFields {
  const { thinking, effort } = takeReasoning(parameters, upstreamModel);
  return { fields: compact({ thinking }), effort };
}

const isNova = (target: Target): boolean =>
  isOfMaker('amazon', target) && target.upstreamModel.includes('nova');

/** As "Using the Converse API" has it in the user guides of Nova 1 and 2. */
function takeNova(parameters: Parameters, target: Target): JsonObject {
  const topK = parameters.number('top_k');
  return compact({
    inferenceConfig: topK === undefined ? undefined : { topK },
    reasoningConfig: takeNovaEffort(parameters, target),
  });
}

const novaEfforts = ['low', 'medium', 'high'];

function takeNovaEffort(parameters: Parameters, target: Target): JsonObject | undefined {
  const effort = parameters.text('reasoning_effort');
  if (effort === undefined) return undefined;
  if (!target.upstreamModel.includes('nova-2')) {
    throw new UnsupportedParameter('reasoning_effort', 'only Nova 2 thinks');
  }
  if (effort === 'none') return { type: 'disabled' };
  if (novaEfforts.includes(effort)) return { type: 'enabled', maxReasoningEffort: effort };
  throw new UnsupportedParameter('reasoning_effort', `expected none, ${novaEfforts.join(', ')}`);
}
