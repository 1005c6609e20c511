import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromGoogleSchema } from '../../lib/simulator/gemini-schema.ts';

const GeminiSchema = suite('schemas in the spelling of Google');

for (const [title, theirs, ours] of [
  ['types in capitals', { type: 'STRING' }, { type: 'string' }],
  [
    'inner schemas',
    { anyOf: [{ type: 'ARRAY', items: { type: 'NUMBER' } }] },
    { anyOf: [{ type: 'array', items: { type: 'number' } }] },
  ],
  ['lengths that are texts', { minItems: '2', maxLength: '3' }, { minItems: 2, maxLength: 3 }],
  [
    'what may be null',
    { nullable: true, enum: ['a'] },
    { anyOf: [{ enum: ['a'] }, { type: 'null' }] },
  ],
  ['what may not', { nullable: false, enum: ['a'] }, { enum: ['a'] }],
  ['formats of numbers', { type: 'INTEGER', format: 'int64' }, { type: 'integer' }],
  ['other formats', { type: 'STRING', format: 'date' }, { type: 'string', format: 'date' }],
  [
    'members that are named like keywords',
    { properties: { type: { type: 'STRING' } }, propertyOrdering: ['type'], example: 3 },
    { properties: { type: { type: 'string' } } },
  ],
  ['no schema', undefined, undefined],
] as const) {
  GeminiSchema(`become JSON schemas: ${title}`, () => {
    assert.equal(fromGoogleSchema(theirs), ours);
  });
}

GeminiSchema.run();
