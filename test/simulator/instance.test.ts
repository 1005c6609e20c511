import { Ajv2020 } from 'ajv/dist/2020.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeInstance } from '../../lib/simulator/instance.ts';
import { createRandom, drawInteger, type Random } from '../../lib/simulator/random.ts';
import { Refusal } from '../../lib/simulator/refusal.ts';
import { createSchemaReader } from '../../lib/simulator/schema-reader.ts';

const Instances = suite('schema instances');

const hashes = Array.from({ length: 16 }, (_, index) =>
  (0x0123456789abcdefn + BigInt(index) * 0x1f3d5b79a2c4e6f1n)
    .toString(16)
    .padStart(16, '0')
    .slice(-16),
);
const [hash = ''] = hashes;

const make = (schema: unknown, from = hash): unknown =>
  makeInstance(createSchemaReader()(schema), from);

const compile = (schema: object) =>
  new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

const valid: Record<string, object> = {
  'an object with all its members': {
    type: 'object',
    required: ['label'],
    additionalProperties: false,
    properties: {
      label: { enum: ['good', 'bad'] },
      why: { type: 'string' },
      sure: { type: 'boolean' },
    },
  },
  'required members without a schema': { type: 'object', required: ['a', 'constructor'] },
  'required members by additionalProperties': {
    required: ['a'],
    additionalProperties: { type: 'integer' },
  },
  'bounds of integers': { type: 'integer', minimum: 3, maximum: 5 },
  'exclusive bounds of integers': { type: 'integer', exclusiveMinimum: 3, exclusiveMaximum: 5 },
  'negative numbers': { type: 'number', maximum: -1000.5 },
  'narrow numbers': { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.001 },
  'one number': { type: 'number', minimum: 0.123456, maximum: 0.123456 },
  multiples: { type: 'integer', multipleOf: 7, minimum: 10 },
  'broken multiples': { type: 'number', multipleOf: 0.1, minimum: 0, maximum: 1 },
  'bounds without a type': { minimum: 1 },
  'long texts': { type: 'string', minLength: 40 },
  'short texts': { type: 'string', maxLength: 3 },
  'empty texts': { type: 'string', maxLength: 0 },
  arrays: { type: 'array', items: { type: 'integer' }, minItems: 3, maxItems: 4 },
  'empty arrays': { type: 'array', items: { type: 'string' }, maxItems: 0 },
  'arrays of which nothing can be': { type: 'array', items: false },
  tuples: { prefixItems: [{ type: 'integer' }, { const: 'x' }], items: false },
  'unique items': { type: 'array', items: { enum: [1, 2] }, uniqueItems: true },
  null: { type: 'null' },
  'several types': { type: ['integer', 'null'], maximum: 2 },
  const: { const: { a: [1, null] } },
  'const null': { const: null },
  'enum under a type': { type: 'string', enum: [1, 'a', null] },
  'the first of anyOf that works': {
    $defs: { none: false },
    anyOf: [false, { $ref: '#/$defs/none' }, { type: 'boolean' }],
  },
  'oneOf that overlap': { oneOf: [{ type: 'integer' }, { type: 'number' }, { type: 'string' }] },
  'anyOf beside other keywords': {
    type: 'object',
    properties: { a: { type: 'string' } },
    anyOf: [{ required: ['b'], properties: { b: { const: 1 } } }, { required: ['a'] }],
  },
  allOf: {
    allOf: [
      { type: 'object', properties: { a: { type: 'number', minimum: 1 } }, required: ['a'] },
      { properties: { a: { type: 'integer', maximum: 2 }, b: { enum: [1, 2] } }, required: ['b'] },
      { properties: { b: { enum: [2, 3] } } },
    ],
  },
  'allOf that narrows bounds': {
    allOf: [
      { type: 'integer', minimum: 290, maximum: 1000, exclusiveMinimum: 10 },
      { minimum: 0, maximum: 300, exclusiveMinimum: 1 },
    ],
  },
  'allOf that widens an integer to a number': {
    allOf: [{ type: 'integer', minimum: 1, maximum: 500 }, { type: ['string', 'number'] }],
  },
  'allOf that closes an object': {
    allOf: [
      {
        type: 'object',
        properties: { a: { type: 'string' } },
        required: ['a'],
        additionalProperties: false,
      },
      { properties: { b: { type: 'string' } } },
    ],
  },
  references: {
    $defs: { 'a/b c': { type: 'integer', minimum: 9 } },
    definitions: { d: { type: 'boolean' } },
    type: 'object',
    properties: { x: { $ref: '#/$defs/a~1b%20c' }, y: { $ref: '#/definitions/d', title: 'Y' } },
    required: ['x', 'y'],
  },
  'a linked list': {
    type: 'object',
    properties: { value: { type: 'integer' }, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
    required: ['value', 'next'],
    additionalProperties: false,
  },
  'a tree': {
    $defs: {
      node: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          children: { type: 'array', items: { $ref: '#/$defs/node' } },
        },
        required: ['name', 'children'],
      },
    },
    $ref: '#/$defs/node',
  },
  true: { properties: { a: true }, required: ['a'] },
};

for (const [title, schema] of Object.entries(valid)) {
  Instances(`satisfy ${title}`, () => {
    const isValid = compile(schema);
    for (const from of hashes) {
      const value = make(schema, from);
      assert.ok(isValid(value), `${from}: ${JSON.stringify(value)}`);
    }
  });
}

Instances('include optional members', () => {
  const schema = { type: 'object', properties: { a: { type: 'integer', minimum: 1, maximum: 1 } } };
  assert.equal(make(schema), { a: 1 });
});

Instances('hold the hash in their texts', () => {
  assert.is(make({ type: 'string' }), hash);
  assert.is(make({ type: 'string', maxLength: 4 }), hash.slice(0, 4));
  assert.is(make({ type: 'string', minLength: 20 }), hash + hash.slice(0, 4));
});

Instances('differ with the hash in what a schema leaves open', () => {
  const schema = {
    properties: {
      label: { enum: ['a', 'b', 'c'] },
      n: { type: 'integer' },
      b: { type: 'boolean' },
    },
  };
  const made = hashes.map((from) => JSON.stringify(make(schema, from)));
  assert.ok(new Set(made).size > 10);
  assert.equal(make(schema), make(schema));
});

const formats: Record<string, RegExp> = {
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d\d:\d\d:\d\dZ$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  duration: /^PT\d{1,2}S$/,
  email: /^[0-9a-f]{16}@example\.com$/,
  hostname: /^[0-9a-f]{16}\.example\.com$/,
  uri: /^https:\/\/example\.com\/[0-9a-f]{16}$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  ipv4: /^10(\.\d{1,3}){3}$/,
  ipv6: /^fd00:(:[0-9a-f]{4}){4}$/,
};

for (const [format, pattern] of Object.entries(formats)) {
  Instances(`are texts of format ${format}`, () => {
    for (const from of hashes)
      assert.match(String(make({ type: 'string', format }, from)), pattern);
  });
}

Instances('have times that exist', () => {
  for (const from of hashes) {
    const text = String(make({ format: 'date-time' }, from));
    assert.is(new Date(text).toISOString(), text.replace('Z', '.000Z'));
  }
});

const refused: Record<string, { schema: unknown; says: string }> = {
  pattern: { schema: { type: 'string', pattern: 'a' }, says: "unsupported keyword 'pattern'." },
  'a nested if': {
    schema: { anyOf: [{ items: { if: {} } }] },
    says: "unsupported keyword 'if' at 'anyOf[0].items'",
  },
  'an unknown format': {
    schema: { format: 'idn-email' },
    says: "unsupported format at 'format'",
  },
  'an unknown type': {
    schema: { properties: { a: { type: 'text' } } },
    says: "at 'properties.a.type[0]'",
  },
  'a remote reference': {
    schema: { $ref: 'https://example.com/x' },
    says: "expected # or #/$defs/NAME at '$ref'",
  },
  'a reference that is no URI': { schema: { $ref: '#/$defs/%' }, says: 'no value' },
  'a dangling reference': { schema: { $ref: '#/$defs/x' }, says: 'no value' },
  'an endless object': {
    schema: { required: ['a'], properties: { a: { $ref: '#' } } },
    says: 'no value',
  },
  'a reference to itself': { schema: { $ref: '#' }, says: 'no value' },
  'a circle under oneOf': { schema: { oneOf: [{ $ref: '#' }, { $ref: '#' }] }, says: 'no value' },
  'bounds that cross': { schema: { type: 'integer', minimum: 2, maximum: 1 }, says: 'no value' },
  'types that differ': {
    schema: { allOf: [{ type: 'string' }, { type: 'null' }] },
    says: 'no value',
  },
  'an empty enum': { schema: { enum: [] }, says: 'no value' },
  false: { schema: false, says: 'no value' },
  'a text': { schema: 'string', says: 'expected object' },
  'a format that is too long': { schema: { format: 'email', maxLength: 5 }, says: 'no value' },
  'too many items': { schema: { type: 'array', minItems: 50_000 }, says: 'too much' },
  'combinations that multiply': {
    schema: {
      allOf: [...Array.from({ length: 30 }, () => ({ anyOf: [{}, {}] })), { $ref: '#' }],
    },
    says: 'too much',
  },
  'a schema that doubles at each level': {
    schema: {
      $defs: Object.fromEntries(
        Array.from({ length: 30 }, (_, level) => [
          `l${level}`,
          {
            type: 'array',
            minItems: 2,
            items: level < 29 ? { $ref: `#/$defs/l${level + 1}` } : {},
          },
        ]),
      ),
      $ref: '#/$defs/l0',
    },
    says: 'too much',
  },
};

for (const [title, { schema, says }] of Object.entries(refused)) {
  Instances(`are refused for ${title}`, () => {
    try {
      make(schema);
    } catch (error) {
      assert.instance(error, Refusal);
      assert.match(String(error), says);
      return;
    }
    assert.unreachable();
  });
}

const drawOne = <Value>(random: Random, values: readonly Value[]): Value | undefined =>
  values[drawInteger(random, 0, values.length - 1)];

/** A schema of keywords drawn at random, most of which can be satisfied. */
function drawSchema(random: Random, depth: number): object {
  const integer = (low: number, high: number) => drawInteger(random, low, high);
  const part = () => drawSchema(random, depth - 1);
  const parts = () => Array.from({ length: integer(1, 3) }, part);
  const leaves = [
    () => ({ type: 'string', minLength: integer(0, 20), maxLength: integer(15, 40) }),
    () => ({ type: 'integer', minimum: integer(-9, 9), exclusiveMaximum: integer(0, 30) }),
    () => ({
      type: 'number',
      exclusiveMinimum: integer(-5, 5) / 7,
      multipleOf: integer(1, 9) / 10,
    }),
    () => ({ enum: [integer(0, 3), 'a', null, integer(0, 3), { a: 1 }] }),
    () => ({ type: ['boolean', 'null'] }),
    () => ({ const: integer(0, 3) }),
  ];
  const branches = [
    () => ({
      type: 'array',
      items: part(),
      minItems: integer(0, 3),
      uniqueItems: integer(0, 5) === 0,
    }),
    () => ({ prefixItems: parts(), maxItems: integer(1, 4), items: part() }),
    () => ({ anyOf: parts() }),
    () => ({ oneOf: parts() }),
    () => ({ allOf: parts() }),
    () => ({
      type: 'object',
      properties: { a: part(), b: part() },
      required: [drawOne(random, ['a', 'b', 'c'])],
      additionalProperties: integer(0, 1) === 0 ? part() : integer(0, 1) === 0,
      ...(integer(0, 2) === 0 ? { anyOf: parts() } : {}),
    }),
  ];
  return drawOne(random, depth > 0 ? [...branches, ...leaves] : leaves)?.() ?? {};
}

Instances('are valid by another validator or refused, for 500 drawn schemas', () => {
  const random = createRandom(1, 2, 3, 4);
  const ajv = new Ajv2020({ strict: false });
  let made = 0;
  for (let index = 0; index < 500; index++) {
    const schema = drawSchema(random, 3);
    try {
      const value = make(schema, hashes[index % hashes.length]);
      assert.ok(ajv.validate(schema, value), `${JSON.stringify(schema)}: ${JSON.stringify(value)}`);
      made++;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  assert.ok(made > 350, `made ${made}`);
});

Instances.run();
