import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../lib/json.ts';
import { readToolChoice, readTools } from '../../lib/providers/chat-tools.ts';
import { Parameters } from '../../lib/providers/parameters.ts';
import { refusal } from './refusal.ts';

const Tools = suite('chat tools');

const tools = (...list: JsonValue[]) => readTools(new Parameters({ tools: list }));

Tools('reads tools that are functions', () => {
  const control = { type: 'ephemeral' };
  const full = { name: 'f', description: 'd', parameters: { type: 'object' }, strict: true };
  const bare = {
    name: 'g',
    description: undefined,
    parameters: undefined,
    strict: undefined,
    cacheControl: undefined,
  };
  assert.equal(
    tools(
      { type: 'function', function: full, cache_control: control },
      { type: 'function', function: { name: 'g', cache_control: control } },
      { type: 'function', function: { name: 'g', description: 1, parameters: 2, strict: 3 } },
    ),
    [{ ...full, cacheControl: control }, { ...bare, cacheControl: control }, bare],
  );
  assert.equal(readTools(new Parameters({})), []);
});

Tools('refuses tools that are none, and those that are no functions', () => {
  assert.is(
    refusal(() => tools('odd')),
    'tools[0]: expected an object',
  );
  assert.is(
    refusal(() => tools({ type: 'function' })),
    'tools[0].function: expected an object',
  );
  assert.is(
    refusal(() => tools({ type: 'function', function: {} })),
    'tools[0].function.name: expected text',
  );
  const search = { type: 'web_search' };
  assert.is(
    refusal(() => tools({ type: 'function', function: { name: 'f' } }, search)),
    'unsupported "tools": tools[1].type: only "function" is supported',
  );
});

const choice = (value: JsonValue) => readToolChoice(new Parameters({ tool_choice: value }));

Tools('reads which tool is to be called', () => {
  for (const name of ['auto', 'none', 'required'] as const) assert.is(choice(name), name);
  assert.equal(choice({ type: 'function', function: { name: 'f' } }), { name: 'f' });
  assert.is(choice(null), undefined);
  for (const odd of ['any', 5, {}, { function: {} }, { type: 'allowed_tools' }]) {
    assert.is(
      refusal(() => choice(odd)),
      'unsupported "tool_choice": expected auto, none, required or a function',
    );
  }
});

Tools.run();
