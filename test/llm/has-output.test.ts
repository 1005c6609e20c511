import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { hasOutput } from '../../lib/llm/has-output.ts';

const Output = suite('has output');

const chunks: [chunk: JsonObject, expected: boolean][] = [
  [{}, false],
  [{ choices: null }, false],
  [{ choices: [] }, false],
  [{ choices: ['a', null] }, false],
  [{ choices: [{ text: '' }] }, false],
  [{ choices: [{ text: 'a' }] }, true],
  [{ choices: [{ text: '', delta: { content: 'a' } }] }, false],
  [{ choices: [{ delta: null }] }, false],
  [{ choices: [{ delta: {} }] }, false],
  [{ choices: [{ delta: { role: 'assistant', content: '' } }] }, false],
  [{ choices: [{ delta: { content: null, tool_calls: [], refusal: null } }] }, false],
  [{ choices: [{ delta: { content: ' ' } }] }, true],
  [{ choices: [{ delta: { reasoning_content: 'hm' } }] }, true],
  [{ choices: [{ delta: { tool_calls: [{ index: 0 }] } }] }, true],
  [{ choices: [{ delta: { function_call: { name: 'f' } } }] }, true],
  [{ choices: [{ delta: {} }, { delta: { content: 'b' } }] }, true],
  [{ choices: [{ finish_reason: 'stop', delta: {} }] }, false],
];

for (const [chunk, expected] of chunks) {
  Output(`finds ${expected ? 'some' : 'none'} in ${JSON.stringify(chunk)}`, () => {
    assert.is(hasOutput(chunk), expected);
  });
}

Output.run();
