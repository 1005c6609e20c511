import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../lib/errors.ts';
import { deadLetterLine } from '../../lib/io/dead-letter.ts';
import { type RecordFormat, readRecords } from '../../lib/io/read-records.ts';
import { PipeRecord } from '../../lib/record.ts';
import { type Gathered, gather, reading } from './pieces.ts';

const Records = suite('read records');

const formats: (Partial<RecordFormat> & { name: string })[] = [
  { name: 'no format' },
  { name: 'jsonl', format: 'jsonl' },
  { name: 'json', format: 'json' },
  { name: 'csv', format: 'csv' },
  { name: 'text', format: 'text' },
  { name: 'a path', path: { text: '$.data', steps: ['data'] } },
];

function read(pieces: (string | Buffer)[], given: Partial<RecordFormat>): Promise<Gathered> {
  const format = { format: undefined, path: undefined, columns: undefined, delimiter: undefined };
  const options = { file: 'in', firstIndex: 0, maxRecordBytes: 10_000 };
  return gather(readRecords(reading(pieces), { ...format, ...given }, options));
}

const failed = deadLetterLine(new PipeRecord(4, { file: 'a.csv', line: 5 }, '{"a": 1}'), {
  kind: 'timeout',
  message: 'too late',
  file: 'a.csv',
  line: 5,
  index: 4,
  at: '2026-01-02T03:04:05.678Z',
});

for (const { name, ...format } of formats) {
  Records(`takes the dead letter of an earlier run for what it is: ${name}`, async () => {
    for (const pieces of [[failed, failed], [...failed], [failed.trimEnd()]]) {
      const { records, failure } = await read(pieces, format);
      assert.is(failure, undefined);
      assert.equal(new Set(records), new Set(['{"a": 1}']));
    }
  });

  for (const [order, mark] of [
    ['little', '\xff\xfe'],
    ['big', '\xfe\xff'],
  ] as const) {
    Records(`refuses UTF-16, ${order} end first, and tells the way out: ${name}`, async () => {
      for (const cut of [1, 2, 4]) {
        const bytes = Buffer.from(`${mark}{\0}\0`, 'latin1');
        const { records, failure } = await read(
          [bytes.subarray(0, cut), bytes.subarray(cut)],
          format,
        );
        assert.equal(records, []);
        assert.instance(failure, UsageError);
        assert.match(String(failure), 'cannot read in: it is UTF-16; iconv -f UTF-16 -t UTF-8');
      }
    });
  }
}

Records('the format that is given outweighs what the file looks like', async () => {
  const line = '[{"a":1}]';
  assert.equal((await read([line], { format: 'text' })).records, ['{"text":"[{\\"a\\":1}]"}']);
  assert.equal((await read([line], {})).records, ['{"a":1}']);
});

Records.run();
