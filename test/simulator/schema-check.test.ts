import { Ajv2020 } from 'ajv/dist/2020.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { satisfies } from '../../lib/simulator/schema-check.ts';
import { createSchemaReader } from '../../lib/simulator/schema-reader.ts';

const SchemaCheck = suite('schema check');

const isSatisfied = (schema: unknown, value: unknown): boolean => {
  const root = createSchemaReader()(schema);
  return satisfies(value, root, { root, hash: '0123456789abcdef', spend() {} });
};

const values = [
  null,
  true,
  0,
  1,
  1.5,
  6,
  -3,
  '',
  'a',
  'abc',
  '🙂🙂',
  [],
  [1],
  [1, 'a'],
  [1, 1],
  [[1], [1]],
  {},
  { a: 1 },
  { a: 'x', b: null },
  { b: 2, c: 3 },
];

for (const schema of [
  true,
  false,
  { type: 'integer' },
  { type: ['number', 'null'] },
  { enum: [1, 'a', [1], { a: 1 }] },
  { const: [1, 'a'] },
  { const: null },
  { minLength: 2, maxLength: 2 },
  { minimum: 0, maximum: 1.5 },
  { exclusiveMinimum: 0, exclusiveMaximum: 6 },
  { multipleOf: 3 },
  { minItems: 1, maxItems: 1 },
  { items: { type: 'integer' } },
  { prefixItems: [{ const: 1 }], items: false },
  { uniqueItems: true },
  { required: ['a'] },
  { properties: { a: { type: 'string' } } },
  { properties: { a: {} }, additionalProperties: { type: 'integer' } },
  { properties: { a: {}, b: {} }, additionalProperties: false },
  { allOf: [{ type: 'number' }, { minimum: 1 }] },
  { anyOf: [{ type: 'string' }, { minimum: 1 }] },
  { oneOf: [{ type: 'number' }, { minimum: 1 }] },
  { $defs: { x: { type: 'string' } }, $ref: '#/$defs/x', minLength: 2 },
  { type: ['object', 'integer'], additionalProperties: { $ref: '#' } },
]) {
  SchemaCheck(`agrees with another validator on ${JSON.stringify(schema)}`, () => {
    const isValid = new Ajv2020({ strict: false }).compile(schema);
    for (const value of values) {
      assert.is(isSatisfied(schema, value), isValid(value), JSON.stringify(value));
    }
  });
}

SchemaCheck('takes only the text made for the hash for one of its format', () => {
  assert.ok(isSatisfied({ format: 'email' }, '0123456789abcdef@example.com'));
  assert.not(isSatisfied({ format: 'email' }, 'other@example.com'));
});

SchemaCheck.run();
