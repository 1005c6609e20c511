import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StopError } from '../../lib/errors.ts';
import type { BadRecord } from '../../lib/io/bad-record.ts';
import { readJson } from '../../lib/io/json-source.ts';
import { parseJson, stringifyJson } from '../../lib/json.ts';
import { PipeRecord } from '../../lib/record.ts';
import { forAll, someCuts } from './for-all.ts';
import { cut, gather, reading } from './pieces.ts';
import { someDocument } from './some-json.ts';

const Source = suite('JSON source');

const isRecordOfObject = (entry: PipeRecord | BadRecord): entry is PipeRecord =>
  entry instanceof PipeRecord && entry.raw.startsWith('{');

const read = (...pieces: (string | Buffer)[]) =>
  readJson(reading(pieces), { file: 'in.json', firstIndex: 10, maxRecordBytes: 40 });

Source('numbers the records, and tells line and column of each', async () => {
  const { records, places, failure } = await gather(read('[{"a":1},\n  {"a"', ':2}', ']\n{"a":3}'));
  assert.equal(records, ['{"a":1}', '{"a":2}', '{"a":3}']);
  assert.equal(places, ['10:1:2', '11:2:3', '12:3:1']);
  assert.is(failure, undefined);
});

Source('gives what has come before it asks for more', async () => {
  const batches = read('[{"a":1},{"a":2},', '{"a":3}]');
  assert.is((await batches.next()).value?.length, 2);
  assert.is((await batches.next()).value?.length, 1);
  assert.is((await batches.next()).done, true);
});

Source('passes over a byte order mark, and gives nothing for an empty document', async () => {
  assert.equal((await gather(read('\uFEFF[{}]'))).records, ['{}']);
  for (const text of ['', '\uFEFF', ' \n', '[]']) {
    assert.equal(await gather(read(text)), { records: [], places: [], failure: undefined });
  }
});

Source('gives a record that is too large as a bad one, and goes on', async () => {
  const { records, failure } = await gather(read(`[{"a":"${'x'.repeat(50)}"},{"a":1}]`));
  assert.equal(records, [`too_large {"a":"${'x'.repeat(50)}"}`, '{"a":1}']);
  assert.is(failure, undefined);
});

Source('gives a record that is not UTF-8 as a bad one, and goes on', async () => {
  const bytes = Buffer.from('[{"a":"\xff"},{"a":1}]', 'latin1');
  const { records } = await gather(read(bytes));
  const base64 = Buffer.from('{"a":"\xff"}', 'latin1').toString('base64');
  assert.equal(records, [`input_parse ${base64}`, '{"a":1}']);
});

for (const value of [
  '9007199254740993',
  ' -9007199254740993 ',
  '[9007199254740993]',
  '[1,[2, 9007199254740993]]',
  '{"b":9007199254740993}',
  '[1, 12345, 9007199254740993]',
]) {
  Source(`keeps every digit of ${value}`, async () => {
    for (const pieces of [
      [`[{"a":${value}}]`],
      [`[{"a":${value.slice(0, 9)}`, `${value.slice(9)}}]`],
    ]) {
      const records = (await Array.fromAsync(read(...pieces))).flat().filter(isRecordOfObject);
      assert.equal(
        records.map((record) => stringifyJson(record.value['a'])),
        [value.replaceAll(' ', '')],
      );
    }
  });
}

Source('reads each record as its text is read, wherever it is cut', () =>
  forAll(500, [someDocument, someCuts], async ({ text }, cuts) => {
    const pieces = cut(Buffer.from(text), cuts);
    const options = { file: 'in.json', firstIndex: 0, maxRecordBytes: 10_000 };
    for await (const batch of readJson(reading(pieces), options)) {
      for (const record of batch.filter(isRecordOfObject)) {
        assert.equal(record.value, parseJson(record.raw));
      }
    }
  }),
);

Source('stops where the document is wrong, after the records before that', async () => {
  const { records, failure } = await gather(read('[{"a":1},\n{"a":2} {"a":3}]', 'more'));
  assert.equal(records, ['{"a":1}', '{"a":2}']);
  assert.instance(failure, StopError);
  assert.is(String(failure), 'StopError: in.json:2:9: expected , or ], got {');
});

Source('gives the record that is cut off, then stops', async () => {
  const { records, failure } = await gather(read('[{"a":1},{"a":2'));
  assert.equal(records, ['{"a":1}', '{"a":2']);
  assert.is(String(failure), 'StopError: in.json:1:16: the document ends within a value');
});

Source.run();
