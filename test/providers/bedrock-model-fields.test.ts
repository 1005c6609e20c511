import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { takeModelFields } from '../../lib/providers/bedrock-model-fields.ts';
import { Parameters } from '../../lib/providers/parameters.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import { deployment } from '../support/calls.ts';

const BedrockModelFields = suite('bedrock-model-fields');

const take = (upstreamModel: string, body: JsonObject) => {
  const parameters = new Parameters(body);
  const { fields, effort } = takeModelFields(parameters, deployment({ upstreamModel }));
  return { fields, effort, rest: parameters.rest() };
};

const cases: readonly (readonly [string, JsonObject, JsonObject, string | undefined])[] = [
  [
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    { reasoning_effort: 'medium' },
    { thinking: { type: 'enabled', budget_tokens: 2_048 } },
    undefined,
  ],
  [
    'anthropic.claude-3-7-sonnet-20250219-v1:0',
    { thinking: { type: 'enabled', budget_tokens: 5_000 } },
    { thinking: { type: 'enabled', budget_tokens: 5_000 } },
    undefined,
  ],
  [
    'global.anthropic.claude-opus-4-6-v1',
    { reasoning_effort: 'high' },
    { thinking: { type: 'adaptive' } },
    'high',
  ],
  ['anthropic.claude-3-haiku-20240307-v1:0', {}, {}, undefined],
  [
    'us.amazon.nova-2-lite-v1:0',
    { reasoning_effort: 'low', top_k: 20 },
    {
      inferenceConfig: { topK: 20 },
      reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' },
    },
    undefined,
  ],
  [
    'us.amazon.nova-2-lite-v1:0',
    { reasoning_effort: 'none' },
    { reasoningConfig: { type: 'disabled' } },
    undefined,
  ],
  ['amazon.nova-micro-v1:0', {}, {}, undefined],
];

for (const [model, body, fields, effort] of cases) {
  BedrockModelFields(`writes ${JSON.stringify(body)} for ${model}`, () => {
    assert.equal(take(model, body), { fields, effort, rest: {} });
  });
}

BedrockModelFields('leaves top_k to models that take it by this name', () => {
  const body = { top_k: 3 };
  assert.equal(take('anthropic.claude-v2', body), { fields: {}, effort: undefined, rest: body });
});

for (const [model, effort] of [
  ['amazon.nova-lite-v1:0', 'low'],
  ['amazon.nova-2-lite-v1:0', 'xhigh'],
  ['meta.llama3-8b-instruct-v1:0', 'low'],
  ['mistral.mistral-large-2402-v1:0', 'none'],
] as const) {
  BedrockModelFields(`refuses the effort ${effort} for ${model}`, () => {
    assert.throws(
      () => take(model, { reasoning_effort: effort }),
      (error: unknown) =>
        error instanceof UnsupportedParameter && error.parameter === 'reasoning_effort',
    );
  });
}

BedrockModelFields.run();
