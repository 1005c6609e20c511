import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { takeTools } from '../../lib/providers/anthropic-tools.ts';
import { Parameters } from '../../lib/providers/parameters.ts';

const AnthropicTools = suite('anthropic-tools');

const write = (body: JsonObject) => takeTools(new Parameters(body));

const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const weather = { type: 'function', function: { name: 'weather', parameters } };
const written = { name: 'weather', input_schema: parameters };

AnthropicTools('writes functions', () => {
  const clock = {
    type: 'function',
    function: { name: 'clock', description: 'Tells the time.', strict: true },
    cache_control: { type: 'ephemeral' },
  };
  assert.equal(write({ tools: [weather, clock] }), {
    tools: [
      written,
      {
        name: 'clock',
        description: 'Tells the time.',
        input_schema: { type: 'object', properties: {} },
        strict: true,
        cache_control: { type: 'ephemeral' },
      },
    ],
  });
});

AnthropicTools("lets Anthropic's own tools pass, in their places", () => {
  const search = { type: 'web_search_20250305', name: 'web_search', max_uses: 5 };
  assert.equal(write({ tools: [search, weather] }), { tools: [search, written] });
});

const choices: [string, JsonObject, JsonObject | undefined][] = [
  ['none at all', {}, undefined],
  ['auto', { tool_choice: 'auto' }, { type: 'auto' }],
  ['none', { tool_choice: 'none' }, { type: 'none' }],
  ['required', { tool_choice: 'required' }, { type: 'any' }],
  [
    'one function',
    { tool_choice: { type: 'function', function: { name: 'weather' } } },
    { type: 'tool', name: 'weather' },
  ],
  ['parallel calls', { parallel_tool_calls: true }, undefined],
  [
    'no parallel calls',
    { parallel_tool_calls: false },
    { type: 'auto', disable_parallel_tool_use: true },
  ],
  [
    'one call at least and at most',
    { tool_choice: 'required', parallel_tool_calls: false },
    { type: 'any', disable_parallel_tool_use: true },
  ],
  [
    'none, and not in parallel',
    { tool_choice: 'none', parallel_tool_calls: false },
    { type: 'none' },
  ],
];

for (const [name, body, choice] of choices) {
  AnthropicTools(`writes the choice: ${name}`, () => {
    assert.equal(write({ tools: [weather], ...body })['tool_choice'], choice);
  });
}

AnthropicTools('says nothing of tools where there are none', () => {
  assert.equal(write({}), {});
  assert.equal(write({ tools: [], tool_choice: 'none' }), {});
  assert.equal(write({ parallel_tool_calls: false }), {});
});

AnthropicTools('leaves it to the API to refuse a choice without tools', () => {
  assert.equal(write({ tool_choice: 'required' }), { tool_choice: { type: 'any' } });
});

AnthropicTools.run();
