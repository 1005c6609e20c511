import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { toJsonSchema } from '../../docs/generate/json-schema.ts';
import { keyTable, typeOf } from '../../docs/generate/key-table.ts';
import { duration } from '../../lib/config/duration.ts';

const keys = suite('key table');

const types: [schema: z.ZodType, words: string][] = [
  [z.string(), 'text'],
  [z.boolean(), 'true or false'],
  [z.int(), 'whole number'],
  [z.int().min(1), 'whole number from 1'],
  [z.number().positive(), 'number above 0'],
  [z.number().min(0).max(1), 'number from 0 to 1'],
  [z.enum(['a', 'b']), '`a` or `b`'],
  [z.union([z.literal('x'), z.array(z.int())]), '`x` or list of whole number'],
  [z.record(z.string(), z.string()), 'mapping'],
  [z.union([z.boolean(), z.string()]), 'true or false or text'],
  [z.unknown(), 'anything'],
  [duration(), 'duration'],
];

for (const [schema, words] of types) {
  keys(`calls a type ${words}`, () => {
    assert.is(typeOf(toJsonSchema(schema)), words);
  });
}

keys('has a row for each key, those of inner objects too', () => {
  const schema = z.strictObject({
    name: z.string().describe('Its a|b.'),
    count: z.int().default(3),
    inner: z.strictObject({ on: z.enum(['x']).optional() }).prefault({}),
    items: z.array(z.strictObject({ id: z.string() })).optional(),
    either: z.union([z.string(), z.strictObject({ file: z.string() })]).optional(),
  });
  assert.equal(keyTable(toJsonSchema(schema)).split('\n'), [
    '| key | type | default | what it is |',
    '| --- | --- | --- | --- |',
    '| `name` | text | required | Its a\\|b. |',
    '| `count` | whole number | `3` |  |',
    '| `inner` | mapping |  |  |',
    '| `inner.on` | `x` |  |  |',
    '| `items` | list of mapping |  |  |',
    '| `items[].id` | text | required |  |',
    '| `either` | text or mapping |  |  |',
    '| `either.file` | text | required |  |',
  ]);
});

keys.run();
