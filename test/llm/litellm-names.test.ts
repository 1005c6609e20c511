import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { classifyParam, hintOfKey, isPriceField } from '../../lib/llm/litellm-names.ts';

const Names = suite("LiteLLM's names");

const parameters = [
  'temperature',
  'tools',
  'user',
  'models',
  'top_k',
  'min_p',
  'repetition_penalty',
  'thinking',
  'enable_thinking',
  'safety_settings',
  'guardrailConfig',
  'num_ctx',
  'keep_alive',
  'provider',
  'transforms',
  'plugins',
  'dimensions',
  'encoding_format',
  'input_type',
  'truncate',
  'task_type',
  'chat_template_kwargs',
  'extra_query',
  'max_new_tokens',
  'search_parameters',
  'guided_json',
  'mode',
  'route',
  'prompt',
  'suffix',
  'best_of',
  'organizations',
];

for (const name of parameters) {
  Names(`takes ${name} for a parameter of requests`, () => {
    assert.is(classifyParam(name, ['api_version', 'aws_region_name']), 'parameter');
  });
}

for (const name of ['model', 'api_base', 'extra_body', 'input_cost_per_second', 'tiered_pricing']) {
  Names(`takes ${name} for a setting`, () => {
    assert.is(classifyParam(name, []), 'setting');
  });
}

const ignored: [name: string, hint: string][] = [
  ['api_bse', ', did you mean "api_base"?'],
  ['timout', ', did you mean "timeout"?'],
  ['wieght', ', did you mean "weight"?'],
  ['max_paralel_requests', ', did you mean "max_parallel_requests"?'],
  ['api_verson', ', did you mean "api_version"?'],
  ['aws_region', ', did you mean "aws_region_name"?'],
  ['aws_regoin_name', ', did you mean "aws_region_name"?'],
  ['aws_role_name', ', it is not supported yet'],
  ['s3_region_name', ', it is not supported yet'],
  ['vertex_project', ', it is not supported yet'],
  ['organization', ', it is not supported yet'],
  ['num_retries', ', it is not supported yet'],
  ['tags', ', it is not supported yet'],
];

for (const [name, hint] of ignored) {
  Names(`ignores ${name}`, () => {
    assert.equal(classifyParam(name, ['api_version', 'aws_region_name', 'model_id']), { hint });
  });
}

Names("takes a provider's own options for settings, and for nobody else's", () => {
  assert.is(classifyParam('aws_region_name', ['aws_region_name']), 'setting');
  assert.is(classifyParam('api_version', ['api_version']), 'setting');
});

Names('knows the fields of prices', () => {
  for (const name of ['output_cost_per_image', 'cache_read_input_token_cost', 'tiered_pricing']) {
    assert.ok(isPriceField(name), name);
  }
  for (const name of ['cost', 'accosting', 'max_costs', 'tiered_pricing_x']) {
    assert.not(isPriceField(name), name);
  }
});

Names('hints at what an unknown key means, unless LiteLLM has that key', () => {
  const known = ['fallbacks', 'num_retries', 'litellm_settings'];
  assert.is(hintOfKey('fallback', known), ', did you mean "fallbacks"?');
  assert.is(hintOfKey('callbacks', known), ', it is not supported yet');
  assert.is(hintOfKey('finetune_settings', known), ', it is not supported yet');
  assert.is(hintOfKey('unheard_of', known), ', it is not supported yet');
});

Names.run();
