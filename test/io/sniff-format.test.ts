import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { guessDelimiter, inputFormats, sniffFormat } from '../../lib/io/sniff-format.ts';
import { forAll } from './for-all.ts';
import { someDocument, someObject } from './some-json.ts';

const Sniff = suite('sniff format');

const sniff = (text: string, file = 'stdin') => sniffFormat(Buffer.from(text), true, file);
const sniffStart = (text: string, file = 'stdin') => sniffFormat(Buffer.from(text), false, file);

const whole = [
  ['jsonl', ''],
  ['jsonl', ' \r\n\n'],
  ['jsonl', '\uFEFF'],
  ['jsonl', '{}'],
  ['jsonl', '{"a":1}\n{"a":2}'],
  ['jsonl', '\uFEFF\n\n {"a":1}\r\n'],
  ['jsonl', 'a bad line\n{"a":1}\n'],
  ['jsonl', '{"messages":[{"role":"user","content":"[x, {y"}]}\n'],
  ['jsonl', '{"a":1\n{"a":2}\n'],
  ['json', '{\n  "a": 1\n}\n'],
  ['json', '{"data": [\n{"a":1}\n]}'],
  ['json', '{"a":1,\r\n "b":2}'],
  ['json', '[]'],
  ['json', '['],
  ['json', '[{"a":1}]'],
  ['json', '\uFEFF [\r\n\t{"a":1}]'],
  ['json', '[["a","b"],["c","d"]]'],
  ['json', '["a","b"]'],
  ['json', '[1, 2]'],
  ['json', '[-1.5e3]'],
  ['json', '[true,false]'],
  ['json', '[null]'],
  ['text', 'one line'],
  ['text', 'Hello there.\nHow are you, friend?\n'],
  ['text', '[info] started\n[info] stopped\n'],
  ['text', '[2026-11-25] started\n'],
  ['text', '[12:30:01] started\n'],
  ['text', '[truth] will out\n'],
  ['text', '快递太慢了，等了两个星期。\n包装还破了。\n'],
  ['text', '"quoted", she said\nand left\n'],
  ['text', 'Dear all,\nthe end, my friends,\n'],
  ['csv', 'text,label\nhello,1\n'],
  ['csv', '\uFEFFtext;label\r\nhello;1\r\n'],
  ['csv', 'id\ttext\n1\thello, you\n'],
  ['csv', '"id","text"\n"1","a, b"\n'],
  ['csv', 'text,category\n"two\nlines",a\n'],
] as const;

for (const [format, text] of whole) {
  Sniff(`finds ${format} in ${JSON.stringify(text)}`, () => {
    assert.is(sniff(text), format);
  });
}

const named = [
  ['csv', 'in.csv', 'only one column\n1\n'],
  ['csv', 'in.tsv', '1\t2\n3\t4\n'],
  ['csv', 'IN.CSV.gz', 'a\n'],
  ['csv', 'in.csv', '[id],[name]\n1,2\n'],
  ['csv', 'in.csv.zst', 'payload,n\n{x},1\n'],
  ['jsonl', 'in.csv', '{"a":1}\n'],
  ['json', 'in.csv', '[{"a":1}]\n'],
  ['jsonl', 'in.jsonl', 'bad\nbad\n{"a":1}\n'],
  ['jsonl', 'in.ndjson.gz', 'a,b\n1,2\n'],
  ['json', 'in.jsonl', '[{"a":1}]\n'],
  ['text', 'csv', 'one\ntwo\n'],
  ['text', 'in.csv.txt', 'one\ntwo\n'],
  ['jsonl', 'in.json', '{"a":1}\n{"a":2}\n'],
] as const;

for (const [format, file, text] of named) {
  Sniff(`takes ${file} with ${JSON.stringify(text)} for ${format}`, () => {
    assert.is(sniff(text, file), format);
  });
}

Sniff('knows a first line of JSON as soon as it has come, and waits before that', () => {
  for (const line of ['{}\n', '{"a":1}\n', '\uFEFF{"a":"é"}\r\n', '\n\n{"a":[1]}\n']) {
    assert.is(sniffStart(line), 'jsonl');
    for (let end = 0; end < line.length; end += 1)
      assert.is(sniffStart(line.slice(0, end)), undefined);
  }
});

Sniff('waits where a start may become this or that', () => {
  for (const start of [
    '',
    '\uFEFF\n',
    '[',
    '[ \n',
    '[tru',
    '[12',
    '[12 ',
    'one line\n',
    'a,b\n1,2',
    'x',
  ]) {
    assert.is(sniffStart(start), undefined, start);
  }
});

Sniff('waits for no more than a part of a long line', () => {
  const long = 'x'.repeat(64 * 1024);
  assert.is(sniffStart(long), 'text');
  assert.is(sniffStart(`{"a":"${long}`), 'jsonl');
  assert.is(sniffStart(`[${'1'.repeat(64 * 1024)}`), 'text');
  assert.is(sniffStart(' '.repeat(64 * 1024)), 'jsonl');
});

const someLine = fc.oneof(
  someObject.map(({ text }) => text),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    'a,b',
    '1,2',
    'name;x',
    '[',
    '[info]',
    '[1,',
    '{',
    '"a"',
    '\uFEFF',
    'x y',
    '[tr',
    'ue]',
    '[ ]',
  ),
);
const someStart = fc
  .array(fc.tuple(someLine, fc.constantFrom('\n', '\r\n', '', ' ')), { maxLength: 5 })
  .map((lines) => Buffer.from(lines.flat().join('')));
const someFile = fc.constantFrom('stdin', 'in.csv', 'in.jsonl', 'in.json', 'in.txt');

Sniff('never changes its mind when more of the file comes', () =>
  forAll(1000, [someStart, someFile], (bytes, file) => {
    const said = sniffFormat(bytes, true, file);
    assert.ok(inputFormats.some((format) => format === said));
    for (let end = 0; end <= bytes.length; end += 1) {
      const early = sniffFormat(bytes.subarray(0, end), false, file);
      if (early !== undefined) assert.is(early, said, `after ${end} bytes`);
    }
  }),
);

Sniff('knows JSON lines of any objects', () =>
  forAll(500, [fc.array(someObject, { minLength: 1, maxLength: 3 })], (objects) => {
    assert.is(sniff(objects.map(({ value }) => JSON.stringify(value)).join('\n')), 'jsonl');
  }),
);

Sniff('knows any list of values, and any document written with line breaks', () =>
  forAll(500, [someDocument], ({ values }) => {
    assert.is(sniff(JSON.stringify(values)), 'json');
    assert.is(sniff(JSON.stringify(values, null, 2)), 'json');
    assert.is(sniff(JSON.stringify({ values, n: 1 }, null, '\t')), 'json');
  }),
);

const headers = [
  [',', 'a,b'],
  [',', 'alone'],
  [',', ''],
  ['\t', 'a\tb, or c\td'],
  [';', 'a;b;c,d'],
  [',', '"a;b;c",d'],
  ['\t', '\tname\tvalue'],
] as const;

for (const [delimiter, header] of headers) {
  Sniff(`guesses ${JSON.stringify(delimiter)} for the header ${JSON.stringify(header)}`, () => {
    assert.is(guessDelimiter(header), delimiter);
  });
}

Sniff.run();
