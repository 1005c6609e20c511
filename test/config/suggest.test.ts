import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { suggest } from '../../lib/config/suggest.ts';

const Suggest = suite('suggest');

const known = ['model', 'max_concurrent', 'temperature', 'timeout', 'fallbacks', 'into', 'in'];

for (const [word, expected] of [
  ['modle', 'model'],
  ['Model', 'model'],
  ['concurency', 'max_concurrent'],
  ['concurrent', 'max_concurrent'],
  ['maxConcurrent', 'max_concurrent'],
  ['temp', 'temperature'],
  ['fallback', 'fallbacks'],
  ['time_out', 'timeout'],
] as const) {
  Suggest(`takes ${word} for ${expected}`, () => {
    assert.is(suggest(word, known), `, did you mean "${expected}"?`);
  });
}

for (const word of ['banana', 'x', 'i', '']) {
  Suggest(`says nothing about "${word}"`, () => {
    assert.is(suggest(word, known), '');
  });
}

Suggest('prefers the nearest word, then the first', () => {
  assert.is(suggest('jsonl', ['json', 'jsonl_x', 'jsonm']), ', did you mean "json"?');
  assert.is(suggest('glm-4', ['glm-4-air', 'glm-5', 'glm-4x']), ', did you mean "glm-4x"?');
  assert.is(suggest('a', []), '');
});

Suggest.run();
