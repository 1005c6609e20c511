import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSchemaReader } from '../../lib/simulator/schema-reader.ts';

const SchemaReader = suite('schema reader');

SchemaReader(
  'reads a schema that comes again only once, and forgets when it knows too many',
  () => {
    const read = createSchemaReader(2);
    const first = read({ type: 'string' });
    assert.is(read({ type: 'string' }), first);
    read({ type: 'null' });
    read({ type: 'array' });
    assert.is.not(read({ type: 'string' }), first);
  },
);

SchemaReader('reads booleans as schemas and one type as a list', () => {
  const read = createSchemaReader();
  assert.equal(read({ items: true, type: 'array' }), { type: ['array'], items: {} });
  assert.equal(read(false), { enum: [] });
});

SchemaReader.run();
