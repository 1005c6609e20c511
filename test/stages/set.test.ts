import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordError } from '../../lib/errors.ts';
import { recordLine } from '../../lib/io/record-line.ts';
import { type Files, faultsOf, withPipeline } from '../pipeline/with-pipeline.ts';

const SetStage = suite('set');

const onlySet = (settings: string): Files => ({
  'pipeline.yaml': `stages:\n  - set: ${settings}\n`,
});

/** The line of output that a set stage with these settings makes of a record. */
async function lineOf(settings: string, raw: string): Promise<string> {
  let line = '';
  await withPipeline({ files: onlySet(settings) }, async ({ take }) => {
    const record = await take(raw);
    if (record) line = recordLine(record);
  });
  return line;
}

SetStage('keeps the type of a value that is nothing but one output', async () => {
  const raw = '{"n":1,"b":true,"o":{"a":[1]},"z":null,"id":12345678901234567890}';
  assert.is(
    await lineOf(
      `{ n2: "{{ n }}", b2: "{{ b }}", o2: "{{ o }}", z2: "{{ z }}", i2: "{{id}}" }`,
      raw,
    ),
    `${raw.slice(0, -1)},"n2":1,"b2":true,"o2":{"a":[1]},"z2":null,"i2":12345678901234567890}\n`,
  );
});

SetStage('makes text of all other templates', async () => {
  assert.is(await lineOf('{ t: "n={{ n }}" }', '{"n":1}'), '{"n":1,"t":"n=1"}\n');
});

SetStage('sets plain values as they are', async () => {
  assert.is(
    await lineOf('{ a: 1.5, b: [x, { y: null }], c: false }', '{}'),
    '{"a":1.5,"b":["x",{"y":null}],"c":false}\n',
  );
});

SetStage('sets members in order, each seeing those before it', async () => {
  assert.is(await lineOf('{ a: "{{ n }}", b: "{{ a }}!" }', '{"n":1}'), '{"n":1,"a":1,"b":"1!"}\n');
});

SetStage("writes a record anew only where it replaces a member of the user's", async () => {
  assert.is(await lineOf('{ b: 2 }', '{"a": 1.10}'), '{"a": 1.10,"b":2}\n');
  assert.is(await lineOf('{ a: 2 }', '{"a": 1.10, "c": 3}'), '{"a":2,"c":3}\n');
});

SetStage('fails a record that lacks a variable', async () => {
  try {
    await lineOf('{ a: "{{ none }}" }', '{}');
    assert.unreachable();
  } catch (error) {
    assert.instance(error, RecordError);
    assert.match(String(error), /none/);
  }
});

SetStage('refuses an empty name', async () => {
  assert.equal(await faultsOf(onlySet('{ "": 1 }')), [
    'pipeline.yaml:2:12: stages[0].set[""]: expected a string of at least 1 character, got ""',
  ]);
});

SetStage('tells the faults of all its templates at once', async () => {
  const faults = await faultsOf(onlySet('{ a: "{{ x", ok: "{{ y }}", b: "{{ z | upcas }}" }'));
  assert.equal(faults.length, 2);
  assert.match(faults[0] ?? '', 'pipeline.yaml:2:15: ');
  assert.match(faults[1] ?? '', 'did you mean "upcase"?');
});

SetStage.run();
