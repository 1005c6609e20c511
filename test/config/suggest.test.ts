import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { suggest, suggestSlip } from '../../lib/config/suggest.ts';

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

const settings = ['model', 'weight', 'timeout', 'api_base', 'max_parallel_requests', 'rpm'];

for (const [word, expected] of [
  ['wieght', 'weight'],
  ['Timout', 'timeout'],
  ['api_bse', 'api_base'],
  ['max_paralel_request', 'max_parallel_requests'],
  ['modle', ''],
  ['model_name', ''],
  ['rpn', ''],
  ['mode', ''],
  ['max_parallel', ''],
  ['base', ''],
] as const) {
  Suggest(`takes ${word} for ${expected === '' ? 'no slip' : `a slip in ${expected}`}`, () => {
    const hint = expected === '' ? '' : `, did you mean "${expected}"?`;
    assert.is(suggestSlip(word, settings), hint);
  });
}

Suggest('looks at words, parts and beginnings of three letters', () => {
  assert.is(suggest('rpn', ['rpm']), ', did you mean "rpm"?');
  assert.is(suggest('mac', ['a_max']), ', did you mean "a_max"?');
  assert.is(suggest('tem', ['temperature']), ', did you mean "temperature"?');
});

Suggest('takes one letter in five for a slip, and never more than two', () => {
  assert.is(suggestSlip('modal', settings), ', did you mean "model"?');
  assert.is(suggestSlip('stream_timxyzt', ['stream_timeout']), '');
  assert.is(suggestSlip('stream_timeoux', ['stream_timeout']), ', did you mean "stream_timeout"?');
});

Suggest('takes a slip in any case of letters', () => {
  assert.is(suggestSlip('TIMEOUTS', settings), ', did you mean "timeout"?');
  assert.is(suggestSlip('timeouts', ['TIMEOUT']), ', did you mean "TIMEOUT"?');
});

Suggest.run();
