import { isUtf8 } from 'node:buffer';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StopError, UsageError } from '../../lib/errors.ts';
import { CsvLines } from '../../lib/io/csv-lines.ts';
import { type CsvReadOptions, readCsv } from '../../lib/io/csv-source.ts';
import { PipeRecord } from '../../lib/record.ts';
import { forAll, someCuts } from './for-all.ts';
import { cut, gather, reading } from './pieces.ts';

const Source = suite('CSV source');

const defaults = {
  file: 'in.csv',
  firstIndex: 0,
  maxRecordBytes: 1000,
  delimiter: ',',
  columns: undefined,
};

const read = (pieces: Iterable<string | Buffer>, options: Partial<CsvReadOptions> = {}) =>
  gather(readCsv(reading(pieces), { ...defaults, ...options }));

const readText = (text: string, options?: Partial<CsvReadOptions>) => read([text], options);

Source('gives each row as an object of text under the names of the header', async () => {
  const { records, places, failure } = await readText(
    '\uFEFFid, text ,\r\n1,"a ""b"", c",\r\n\r\n2,"two\r\nlines",x\r\n 3 ,\u2028,"last"',
  );
  assert.equal(records, [
    '{"id":"1","text":"a \\"b\\", c","column_3":""}',
    '{"id":"2","text":"two\\r\\nlines","column_3":"x"}',
    '{"id":" 3 ","text":"\\u2028","column_3":"last"}',
  ]);
  assert.equal(places, ['0:2:', '1:4:', '2:6:']);
  assert.is(failure, undefined);
});

Source('takes given columns, and then the first row is a record', async () => {
  const { records, places } = await readText('1;2\n3;4\n', {
    columns: ['a', '__proto__'],
    delimiter: ';',
  });
  assert.equal(records, ['{"a":"1","__proto__":"2"}', '{"a":"3","__proto__":"4"}']);
  assert.equal(places, ['0:1:', '1:2:']);
});

for (const text of ['', '\n\r\n', '\uFEFF', 'a,b', 'a,b\n', '\n\na,b\n\n\n']) {
  Source(`gives no record for ${JSON.stringify(text)}`, async () => {
    assert.equal(await readText(text), { records: [], places: [], failure: undefined });
  });
}

const headers = [
  ['a,b,a\n1,2,3\n', 'in.csv:1:1: two columns are named "a"; name all of them by input.columns'],
  [
    '\n,column_1\n',
    'in.csv:2:1: two columns are named "column_1"; name all of them by input.columns',
  ],
  ['a,b\r1,2\r3,4\r', 'in.csv:1:1: a carriage return alone ends no line'],
] as const;

for (const [text, message] of headers) {
  Source(`refuses the header of ${JSON.stringify(text)}`, async () => {
    const { records, failure } = await readText(text);
    assert.equal(records, []);
    assert.instance(failure, UsageError);
    assert.is(failure instanceof Error && failure.message, message);
  });
}

Source('refuses a header that is not UTF-8', async () => {
  const { failure } = await read([Buffer.from('pr\xe9nom,b\n1,2\n', 'latin1')]);
  assert.is(String(failure), 'UsageError: in.csv:1:1: the header is not valid UTF-8');
});

Source('names blank columns by their place', async () => {
  assert.equal((await readText(',b, \n1,2,3\n')).records, [
    '{"column_1":"1","b":"2","column_3":"3"}',
  ]);
});

Source('gives a row of other than as many cells as a bad record', async () => {
  const { records, places } = await readText('a,b\n1\n1,2,3\n1,2\n \n""\n');
  assert.equal(records, [
    'input_parse 1\n',
    'input_parse 1,2,3\n',
    '{"a":"1","b":"2"}',
    'input_parse  \n',
    'input_parse ""\n',
  ]);
  assert.equal(places, ['0:2:', '1:3:', '2:4:', '3:5:', '4:6:']);
});

Source('gives a row that is not UTF-8 as a bad record, and only that', async () => {
  const bytes = Buffer.from('a,b\n1,\uFFFD\n\xff,2\n3,4\n'.replace('\uFFFD', '?'), 'latin1');
  const { records } = await read([bytes]);
  const bad = Buffer.from('\xff,2\n', 'latin1').toString('base64');
  assert.equal(records, ['{"a":"1","b":"?"}', `input_parse ${bad}`, '{"a":"3","b":"4"}']);
});

Source('keeps a replacement character that stands in the file', async () => {
  assert.equal((await readText('a\n\uFFFD\n')).records, ['{"a":"\uFFFD"}']);
});

Source('takes a quote within a cell as it is', async () => {
  const { records } = await readText('a,b\n5" wide,"x"y\n');
  assert.equal(records, ['{"a":"5\\" wide","b":"\\"x\\"y"}']);
});

Source('gives what a quote that is not closed takes in as a bad record', async () => {
  for (const sizes of [[], [1], [7]]) {
    const { records, places, failure } = await read(
      cut(Buffer.from('a,b\n1,2\n3,"4\n5,6\n'), sizes),
    );
    assert.equal(records, ['{"a":"1","b":"2"}', 'input_parse 3,"4\n5,6\n']);
    assert.equal(places, ['0:2:', '1:3:']);
    assert.is(failure, undefined);
  }
});

Source('stops at a row that is too large, wherever it is cut', async () => {
  for (const sizes of [[], [1], [30], [64]]) {
    for (const row of ['1,"x\n\n', '1,x', `1${','.repeat(30)}`]) {
      const bytes = Buffer.from(`a,b\n${'1,2\n'.repeat(20)}\n\n${row}${'x'.repeat(60)}\n3,4\n`);
      const { records, failure } = await read(cut(bytes, sizes), { maxRecordBytes: 32 });
      assert.is(records.length, 20);
      assert.instance(failure, StopError);
      const message = 'in.csv:24:1: the row is too large; is a quote not closed?';
      assert.is(failure instanceof Error && failure.message, message);
    }
  }
});

Source('takes a row of exactly the allowed bytes', async () => {
  for (const sizes of [[], [1]]) {
    const bytes = Buffer.from(`a,b\n\n\n12345,67\n`);
    assert.equal((await read(cut(bytes, sizes), { maxRecordBytes: 9 })).records, [
      '{"a":"12345","b":"67"}',
    ]);
    assert.instance((await read(cut(bytes, sizes), { maxRecordBytes: 8 })).failure, StopError);
  }
});

Source('counts any number of blank lines', async () => {
  for (const sizes of [[], [1], [10]]) {
    const bytes = Buffer.from(`a\n${'\r\n'.repeat(100)}1\n${'\n'.repeat(100)}2`);
    const { records, places } = await read(cut(bytes, sizes), { maxRecordBytes: 20 });
    assert.equal(records, ['{"a":"1"}', '{"a":"2"}']);
    assert.equal(places, ['0:102:', '1:203:']);
  }
});

const someCell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        ',',
        ';',
        '\t',
        '\n',
        '\r\n',
        '\r',
        ' ',
        'é',
        '😀',
        '\uFEFF',
        '\uFFFD',
        '\\',
        'x',
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join('')),
);

const someRows = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 5 }))
  .chain(([width, height]) =>
    fc.array(fc.array(someCell, { minLength: width, maxLength: width }), {
      minLength: height,
      maxLength: height,
    }),
  );

const someStyle = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  record_delimiter: fc.constantFrom('\n', '\r\n'),
  quoted: fc.boolean(),
  bom: fc.boolean(),
  eof: fc.boolean(),
});

const columnsOf = (rows: readonly (readonly string[])[]): string[] =>
  (rows[0] ?? ['a']).map((_, at) => `column ${at}`);

/** The rows as JSON gives them, since lone surrogates are no text. */
const objectsOf = (rows: readonly (readonly string[])[], columns: readonly string[]) =>
  rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));

Source('gives the cells of any CSV, in any style, cut anywhere', () =>
  forAll(1000, [someRows, someStyle, someCuts], async (rows, style, cuts) => {
    const columns = columnsOf(rows);
    // A lone carriage return is left unquoted by the writer, and an empty row is a blank line.
    const text = stringify([columns, ...rows], {
      ...style,
      quoted_match: /[\r\n]/,
      quoted_empty: true,
    });
    const { delimiter } = style;
    const { records, places, failure } = await read(cut(Buffer.from(text), cuts), { delimiter });
    assert.is(failure, undefined);
    assert.equal(
      records.map((raw) => JSON.parse(raw)),
      objectsOf(rows, columns),
    );
    assert.equal(places, placesOf(rows));
  }),
);

/** Where rows begin under a header of one line. */
function placesOf(rows: readonly (readonly string[])[]): string[] {
  let line = 2;
  return rows.map((row, index) => {
    const place = `${index}:${line}:`;
    line += row.join('').split('\n').length;
    return place;
  });
}

Source('reads what CsvLines writes', () =>
  forAll(
    500,
    [someRows, fc.constantFrom(',', '\t', ';'), someCuts],
    async (rows, delimiter, cuts) => {
      const columns = columnsOf(rows);
      const lines = new CsvLines({ columns, delimiter });
      const objects = objectsOf(rows, columns);
      const text = objects.map((object, index) =>
        lines.lineOf(new PipeRecord(index, { file: '', line: 1 }, JSON.stringify(object))),
      );
      const bytes = Buffer.from(lines.head() + text.join(''));
      const { records, failure } = await read(cut(bytes, cuts), { delimiter });
      assert.is(failure, undefined);
      assert.equal(
        records.map((raw) => JSON.parse(raw)),
        objects,
      );
    },
  ),
);

const someBytes = fc
  .array(
    fc.oneof(
      fc
        .constantFrom('"', ',', '\n', '\r\n', '\r', '1,2\n', '"a","b"\r\n', 'é', '\uFEFF')
        .map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.concat(parts));

Source('says the same of any bytes, wherever they are cut', () =>
  forAll(
    1000,
    [someBytes, someCuts, fc.integer({ min: 1, max: 60 })],
    async (bytes, cuts, maxRecordBytes) => {
      const options = { maxRecordBytes, columns: ['a', 'b'] };
      const [ours, whole] = [await read(cut(bytes, cuts), options), await read([bytes], options)];
      assert.equal(
        { ...ours, failure: String(ours.failure) },
        { ...whole, failure: String(whole.failure) },
      );
    },
  ),
);

Source('loses no byte of any file without a fault', () =>
  forAll(1000, [someBytes], async (bytes) => {
    const { records, failure } = await read([bytes], {
      columns: ['no row has', 'as', 'many', 'cells'],
      delimiter: '\0',
    });
    assert.is(failure, undefined);
    const kept = records.map((record) =>
      Buffer.from(record.slice('input_parse '.length), isUtf8(bytes) ? 'utf8' : 'base64'),
    );
    if (isUtf8(bytes)) assert.is(withoutBlank(Buffer.concat(kept)), withoutBlank(bytes));
  }),
);

const withoutBlank = (bytes: Buffer): string => bytes.toString().replaceAll(/[\r\n]|\uFEFF/g, '');

Source.run();
