import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readText } from '../../lib/io/text-source.ts';
import { gather, reading } from './pieces.ts';

const Source = suite('text source');

const read = (...pieces: (string | Buffer)[]) =>
  readText(reading(pieces), { file: 'in.txt', firstIndex: 5, maxRecordBytes: 20 });

Source('makes a record of each line that is not blank', async () => {
  const { records, places } = await gather(
    read('\uFEFFone\r\n\n \t\r\n "t', 'wo" \\ \n{"a":1}\nlast\r'),
  );
  assert.equal(
    records.map((raw) => JSON.parse(raw)),
    [{ text: 'one' }, { text: ' "two" \\ ' }, { text: '{"a":1}' }, { text: 'last' }],
  );
  assert.equal(places, ['5:1:', '6:4:', '7:5:', '8:6:']);
});

Source(
  'escapes line ends of other readers, and keeps a carriage return within the line',
  async () => {
    const { records } = await gather(read('a\u2028b\rc\r\n'));
    assert.equal(records, ['{"text":"a\\u2028b\\rc"}']);
  },
);

Source('gives lines that are too large or not UTF-8 as bad records', async () => {
  const { records } = await gather(
    read('x'.repeat(21), '\n', Buffer.from('\xff', 'latin1'), '\nok\n'),
  );
  assert.equal(records, [`too_large ${'x'.repeat(21)}`, 'input_parse /w==', '{"text":"ok"}']);
});

Source('gives nothing for an empty file', async () => {
  for (const text of ['', '\n', '\uFEFF', ' \r\n']) {
    assert.equal((await gather(read(text))).records, []);
  }
});

Source.run();
