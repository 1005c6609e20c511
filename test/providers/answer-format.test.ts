import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../lib/json.ts';
import { readAnswerFormat } from '../../lib/providers/answer-format.ts';
import { Parameters } from '../../lib/providers/parameters.ts';
import { refusal } from './refusal.ts';

const Format = suite('answer format');

const format = (value: JsonValue) => readAnswerFormat(new Parameters({ response_format: value }));

Format('reads what the answer must be', () => {
  for (const value of [null, {}, { type: 'text' }]) assert.is(format(value), undefined);
  assert.equal(format({ type: 'json_object' }), { type: 'json' });
  const schema = { type: 'object' };
  assert.equal(format({ type: 'json_schema', json_schema: { name: 'n', schema } }), {
    type: 'schema',
    name: 'n',
    schema,
  });
  assert.equal(format({ type: 'json_schema', json_schema: { schema } }), {
    type: 'schema',
    name: 'answer',
    schema,
  });
});

const formats: [value: JsonValue, problem: string][] = [
  ['json', '"response_format": expected an object'],
  [{ type: 'json_schema' }, 'response_format.json_schema: expected an object'],
  [
    { type: 'json_schema', json_schema: {} },
    'response_format.json_schema.schema: expected an object',
  ],
  [{ type: 'grammar' }, 'unsupported "response_format": this type is not supported'],
];

for (const [value, problem] of formats) {
  Format(`refuses the format ${JSON.stringify(value)}`, () => {
    assert.is(
      refusal(() => format(value)),
      problem,
    );
  });
}

Format.run();
