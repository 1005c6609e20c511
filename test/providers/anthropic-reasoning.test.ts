import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { takeReasoning } from '../../lib/providers/anthropic-reasoning.ts';
import { Parameters } from '../../lib/providers/parameters.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';

const AnthropicReasoning = suite('anthropic-reasoning');

const take = (body: JsonObject, model: string) => takeReasoning(new Parameters(body), model);

const withBudgets = [
  'claude-3-7-sonnet-20250219',
  'claude-4-opus-20250514',
  'claude-sonnet-4-20250514',
  'claude-opus-4-1',
  'claude-opus-4-5-20251101',
  'claude-haiku-4-5@20251001',
  'anthropic.claude-sonnet-4-5-20250929-v1:0',
];

for (const model of withBudgets) {
  AnthropicReasoning(`gives ${model} a budget`, () => {
    assert.equal(take({ reasoning_effort: 'medium' }, model), {
      thinking: { type: 'enabled', budget_tokens: 2_048 },
    });
  });
}

const adaptive = [
  'claude-opus-4-6',
  'claude-opus-4-6-20260205',
  'claude-sonnet-4.6',
  'claude-opus-4-8',
  'claude-opus-5',
  'claude-haiku-5-5',
  'claude-mythos-preview',
  'glm-5',
];

for (const model of adaptive) {
  AnthropicReasoning(`lets ${model} think as much as the effort says`, () => {
    assert.equal(take({ reasoning_effort: 'medium' }, model), {
      thinking: { type: 'adaptive' },
      effort: 'medium',
    });
  });
}

const budgets: [string, number, string][] = [
  ['minimal', 1_024, 'low'],
  ['low', 1_024, 'low'],
  ['high', 4_096, 'high'],
  ['xhigh', 8_192, 'xhigh'],
  ['max', 16_384, 'max'],
];

for (const [effort, budget, name] of budgets) {
  AnthropicReasoning(`translates the effort ${effort}`, () => {
    const old = take({ reasoning_effort: effort }, 'claude-haiku-4-5');
    assert.equal(old.thinking, { type: 'enabled', budget_tokens: budget });
    assert.is(take({ reasoning_effort: effort }, 'claude-opus-5').effort, name);
  });
}

AnthropicReasoning('turns thinking off where it would be on', () => {
  assert.equal(take({ reasoning_effort: 'none' }, 'claude-sonnet-5'), {
    thinking: { type: 'disabled' },
  });
  assert.equal(take({ reasoning_effort: 'none' }, 'claude-haiku-4-5'), {});
});

AnthropicReasoning("leaves the user's own thinking as it is", () => {
  const thinking = { type: 'adaptive', display: 'summarized' };
  assert.equal(take({ thinking }, 'claude-opus-5'), { thinking });
  assert.equal(take({ thinking, reasoning_effort: 'low' }, 'claude-opus-5'), {
    thinking,
    effort: 'low',
  });
});

const refused: [string, JsonObject][] = [
  ['an effort that is not known', { reasoning_effort: 'huge' }],
  [
    'an effort beside a budget',
    { reasoning_effort: 'low', thinking: { type: 'enabled', budget_tokens: 5_000 } },
  ],
];

for (const [name, body] of refused) {
  AnthropicReasoning(`refuses ${name}`, () => {
    assert.throws(
      () => take(body, 'claude-haiku-4-5'),
      (error: unknown) =>
        error instanceof UnsupportedParameter && error.parameter === 'reasoning_effort',
    );
  });
}

AnthropicReasoning('says nothing where nothing is wanted', () => {
  assert.equal(take({}, 'claude-opus-5'), {});
});

AnthropicReasoning.run();
