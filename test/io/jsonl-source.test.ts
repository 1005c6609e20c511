import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BadRecord, type Batch } from '../../lib/io/bad-record.ts';
import { deadLetterLine } from '../../lib/io/dead-letter.ts';
import { readJsonl } from '../../lib/io/jsonl-source.ts';
import { PipeRecord } from '../../lib/record.ts';

const Source = suite('JSONL source');

const options = { file: 'in.jsonl', firstIndex: 10, maxRecordBytes: 2000 };

async function* chunksOf(texts: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

async function readAll(...texts: (string | Buffer)[]): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readJsonl(chunksOf(texts), options)) batches.push(batch);
  return batches;
}

const summary = (batches: readonly Batch[]) =>
  batches.map((batch) =>
    batch.map((entry) => [
      entry.index,
      entry.position.line,
      entry instanceof PipeRecord ? entry.raw : entry.text,
    ]),
  );

async function readBad(...texts: (string | Buffer)[]): Promise<BadRecord> {
  const [[entry] = []] = await readAll(...texts);
  if (!(entry instanceof BadRecord)) throw new Error('expected a bad record');
  return entry;
}

const error = {
  kind: 'timeout',
  message: 'no answer',
  file: 'first.jsonl',
  line: 7,
  index: 6,
  at: '2026-11-20T10:00:00.000Z',
} as const;

Source('gives a batch for each chunk in which a record ends', async () => {
  const batches = await readAll('{"a":1}\n{"a":', '2', '}\n\n', '\n \r\n', '{"a":3}\n', '{"a":4}');
  assert.equal(summary(batches), [
    [[10, 1, '{"a":1}']],
    [[11, 2, '{"a":2}']],
    [[12, 6, '{"a":3}']],
    [[13, 7, '{"a":4}']],
  ]);
});

Source('gives what has come before it asks for more', async () => {
  const next = Promise.withResolvers<string>();
  async function* slowly() {
    yield Buffer.from('{"a":1}\n{"a"');
    yield Buffer.from(await next.promise);
  }
  const batches = readJsonl(slowly(), options);
  const first = await batches.next();
  assert.is(first.value?.length, 1);
  next.resolve(':2}\n');
  assert.equal(summary([(await batches.next()).value ?? []]), [[[11, 2, '{"a":2}']]]);
  assert.is((await batches.next()).done, true);
});

Source('names the file and leaves the JSON unparsed', async () => {
  const [[entry] = []] = await readAll('not JSON\r\n');
  assert.instance(entry, PipeRecord);
  assert.equal(entry?.position, { file: 'in.jsonl', line: 1 });
  assert.is(entry instanceof PipeRecord && entry.raw, 'not JSON\r');
});

Source('gives the bytes of a line that is not UTF-8', async () => {
  const bytes = Buffer.from('{"a":"\xff"}\r', 'latin1');
  const bad = await readBad(bytes, '\n');
  assert.is(bad.error.kind, 'input_parse');
  assert.equal([bad.index, bad.position.line, bad.member], [10, 1, 'raw_base64']);
  assert.equal(Buffer.from(bad.text, 'base64'), bytes);
});

Source('gives the start of a line that is too large', async () => {
  const bad = await readBad(`{"a":"${'x'.repeat(3000)}"}\n`);
  assert.is(bad.error.kind, 'too_large');
  assert.is(bad.error.message, 'the record has 3008 bytes, at most 2000 are allowed');
  assert.is(bad.member, 'raw_prefix');
  assert.is(bad.text, `{"a":"${'x'.repeat(1018)}`);
});

Source('gives the record of a dead-letter line again', async () => {
  const record = new PipeRecord(6, { file: 'first.jsonl', line: 7 }, '{"big": 1e999, "b":1}\r');
  const batches = await readAll(deadLetterLine(record, error));
  assert.equal(summary(batches), [[[10, 1, record.raw]]]);
});

for (const line of [Buffer.from('{"a":"\xff"}', 'latin1'), `{"a":"${'x'.repeat(3000)}"}`]) {
  Source(`gives a bad record again: ${line.toString().slice(0, 8)}`, async () => {
    const first = await readBad(line);
    const again = await readBad(deadLetterLine(first, error));
    assert.is(again.error.kind, first.error.kind);
    assert.equal([again.member, again.text], [first.member, first.text]);
  });
}

Source('reads dead-letter bytes that a user has made valid', async () => {
  const raw_base64 = Buffer.from('{"a":1}').toString('base64');
  const batches = await readAll(JSON.stringify({ raw_base64, _error: error }));
  assert.equal(summary(batches), [[[10, 1, '{"a":1}']]]);
});

Source.run();
