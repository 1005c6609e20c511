import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createReader,
  type ResponseReader,
  responseSchema,
  SchemaFault,
} from '../../lib/stages/response.ts';

const Response = suite('response');

/** As a pipeline file has it. */
const readerOf = (settings: unknown, label = 'label'): Promise<ResponseReader> =>
  createReader(responseSchema.parse(settings), label);

const good = (value: unknown) => ({ value, isRepaired: false });
const repaired = (value: unknown) => ({ value, isRepaired: true });
const notJson = { kind: 'invalid_json', message: 'the answer is not JSON' };

Response('is text where nothing is said', async () => {
  const { format, empty, read } = await readerOf(undefined);
  assert.is(format, undefined);
  assert.is(empty, '');
  assert.equal(read(' {"a":1}\n'), good(' {"a":1}\n'));
});

Response('json asks for an object and reads any JSON value', async () => {
  const { format, empty, read } = await readerOf('json');
  assert.equal(format, { type: 'json_object' });
  assert.is(empty, null);
  assert.equal(read(' {"id":12345678901234567890} '), good({ id: 12345678901234567890n }));
  assert.equal(read('[1]'), good([1]));
  assert.equal(read('3'), good(3));
  assert.equal(read('"x"'), good('x'));
});

const repairs = [
  ['a block of Markdown', '```json\n{"a": 1}\n```', { a: 1 }],
  ['a block of Markdown after words', 'Here it is:\n```\n{"a": 1}\n```\nDone.', { a: 1 }],
  ['a trailing comma', '{"a": [1, 2,],}', { a: [1, 2] }],
  ['single quotes and bare keys', "{a: 'x'}", { a: 'x' }],
  ['a missing end', '{"a": {"b": 1', { a: { b: 1 } }],
  ['the constants of Python', '{"a": None, "b": True}', { a: null, b: true }],
] as const;

for (const [title, text, value] of repairs) {
  Response(`repairs ${title}`, async () => {
    assert.equal((await readerOf('json')).read(text), repaired(value));
  });
}

Response('makes no JSON of prose', async () => {
  const { read } = await readerOf('json');
  for (const text of ['I cannot help with that.', 'yes', '', 'label: good']) {
    assert.equal(read(text), notJson, text);
  }
});

const label = {
  type: 'object',
  required: ['label'],
  properties: { label: { enum: ['good', 'bad'] }, n: { type: 'integer' } },
};

Response('says to the model what does not fit the schema, all of it', async () => {
  const { empty, read } = await readerOf({ schema: label });
  assert.is(empty, null);
  assert.equal(read('{"label":"bad"}'), good({ label: 'bad' }));
  assert.equal(read('{"n":1.5}'), {
    kind: 'schema_mismatch',
    message: "the answer must have required property 'label'; /n must be integer",
  });
  assert.equal(read('{"label":"ok"}'), {
    kind: 'schema_mismatch',
    message: '/label must be equal to one of the allowed values (good, bad)',
  });
  assert.equal(read('no'), notJson);
});

Response('checks what it has repaired', async () => {
  const { read } = await readerOf({ schema: label });
  assert.equal(read("{label: 'good'}"), repaired({ label: 'good' }));
  assert.match(JSON.stringify(read("{label: 'ok'}")), 'schema_mismatch');
});

Response('knows the words of JSON Schema 2020-12', async () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'array',
    prefixItems: [{ $ref: '#/$defs/count' }],
    items: false,
    $defs: { count: { type: 'integer', minimum: 1 } },
  };
  const { read } = await readerOf({ schema });
  assert.equal(read('[1]'), good([1]));
  assert.match(JSON.stringify(read('[0]')), 'schema_mismatch');
  assert.match(JSON.stringify(read('[1,2]')), 'schema_mismatch');
});

Response('checks the formats that it knows, and lets others be', async () => {
  const { read } = await readerOf({
    schema: { properties: { day: { format: 'date' }, other: { format: 'own' } } },
  });
  assert.equal(read('{"day":"2026-11-22","other":"x"}'), good({ day: '2026-11-22', other: 'x' }));
  assert.match(JSON.stringify(read('{"day":"soon"}')), 'schema_mismatch');
});

Response('asks for the schema under a name that providers accept', async () => {
  const name = `über.label ${'x'.repeat(80)}`;
  const { format } = await readerOf({ schema: label }, name);
  const expected = `_ber_label_${'x'.repeat(53)}`;
  assert.equal(format, { type: 'json_schema', json_schema: { name: expected, schema: label } });
});

Response('asks as it is told', async () => {
  const formatOf = async (ask: string) => (await readerOf({ schema: label, ask })).format;
  assert.equal(await formatOf('json_object'), { type: 'json_object' });
  assert.is(await formatOf('none'), undefined);
});

const faults = [
  [{ type: 'objct' }, ['type'], '/type must be equal to one of the allowed values ('],
  [
    { properties: { 'a/b': { minimum: '3' } } },
    ['properties', 'a/b', 'minimum'],
    '/properties/a~1b/minimum must be number',
  ],
  [{ pattern: '(' }, [], 'Invalid regular expression: '],
  [{ $ref: '#/$defs/none' }, [], "can't resolve reference #/$defs/none"],
] as const;

for (const [schema, path, message] of faults) {
  Response(`says where ${JSON.stringify(schema)} is no JSON Schema`, async () => {
    try {
      await readerOf({ schema });
    } catch (error) {
      if (!(error instanceof SchemaFault)) throw error;
      assert.equal(error.path, path);
      assert.ok(error.message.startsWith(message), error.message);
      return;
    }
    assert.unreachable();
  });
}

Response.run();
