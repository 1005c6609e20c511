import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordLine } from '../../lib/io/record-line.ts';
import type { JsonValue } from '../../lib/json.ts';
import { PipeRecord } from '../../lib/record.ts';
import { forAll } from './for-all.ts';
import { isSafeName, someObject, someValue } from './some-json.ts';

const RecordLine = suite('record line');

function lineOf(raw: string, members: Record<string, JsonValue> = {}): string {
  const record = new PipeRecord(0, { file: 'in.jsonl', line: 1 }, raw);
  for (const [name, value] of Object.entries(members)) record.set(name, value);
  return recordLine(record);
}

const untouched = [
  '{}',
  ' {"a":1.10,"a":12345678901234567890}\t\r',
  '{"b":2,"a":1,"1":"\\u00e9 \u2028"}',
];

for (const raw of untouched) {
  RecordLine(`gives a record as it was read: ${JSON.stringify(raw)}`, () => {
    assert.is(lineOf(raw), `${raw}\n`);
  });
}

const spliced = [
  ['{}', '{"x":[1]}\n'],
  ['{ }\r', '{ "x":[1]}\r\n'],
  ['\t{\r\t} ', '\t{\r\t"x":[1]} \n'],
  ['{"a":{}}', '{"a":{},"x":[1]}\n'],
  ['{"a":"{" } \r', '{"a":"{" ,"x":[1]} \r\n'],
  ['{"a":1e999,"b":-0,"a":"}"}', '{"a":1e999,"b":-0,"a":"}","x":[1]}\n'],
  [
    '{"\\u0061":12345678901234567890,"1":0.10}',
    '{"\\u0061":12345678901234567890,"1":0.10,"x":[1]}\n',
  ],
] as const;

for (const [raw, expected] of spliced) {
  RecordLine(`adds a member before the closing brace: ${JSON.stringify(raw)}`, () => {
    assert.is(lineOf(raw, { x: [1] }), expected);
  });
}

RecordLine('adds several members in their order', () => {
  assert.is(lineOf('{"z":1}', { y: 2, x: null }), '{"z":1,"y":2,"x":null}\n');
});

RecordLine('takes the last value of a member that was set twice', () => {
  const record = new PipeRecord(0, { file: 'in.jsonl', line: 1 }, '{"a":1}');
  record.set('x', 1);
  record.set('x', 2);
  assert.is(recordLine(record), '{"a":1,"x":2}\n');
});

RecordLine('escapes line ends of other readers in what it adds alone', () => {
  assert.is(
    lineOf('{"a":"\u2028"}', { 'b\u2029': '\u2028' }),
    '{"a":"\u2028","b\\u2029":"\\u2028"}\n',
  );
});

RecordLine('adds names that need escapes, and large whole numbers', () => {
  assert.is(lineOf('{}', { '"\n': 2n ** 64n }), '{"\\"\\n":18446744073709551616}\n');
});

RecordLine('writes a rewritten record anew, with its carriage return', () => {
  const raw = '{ "a": 12345678901234567890, "b": "\u2028" }\r';
  assert.is(lineOf(raw, { b: '\u2029' }), '{"a":12345678901234567890,"b":"\\u2029"}\r\n');
  assert.is(lineOf('{ "a": 1 }', { a: 2 }), '{"a":2}\n');
});

const onOneLine = [
  ['{\n}', '{"x":[1]}\n'],
  ['{\n  "a": "\\n",\r\n\t"b": [1,\n 2 , 3]\n}', '{"a": "\\n","b": [1,2 , 3],"x":[1]}\n'],
  ['{ "a" :\n-1\n,"b":\n\n{\r\n}}', '{ "a" :-1,"b":{},"x":[1]}\n'],
] as const;

for (const [raw, expected] of onOneLine) {
  RecordLine(`takes out the line breaks between tokens: ${JSON.stringify(raw)}`, () => {
    assert.is(lineOf(raw, { x: [1] }), expected);
    assert.is(lineOf(raw), expected.replace(/,?"x":\[1\]/, ''));
  });
}

const someMembers = fc.dictionary(
  fc.oneof(
    fc.string({ unit: 'binary' }).filter(isSafeName),
    fc.constantFrom('new', 'x\u2028', '"'),
  ),
  someValue.map(({ value }) => JSON.parse(JSON.stringify(value))),
  { maxKeys: 3 },
);

RecordLine('gives the object with the added members on one line, for any way to write it', () =>
  forAll(1000, [someObject, someMembers], ({ text, value }, members) => {
    const before = { ...Object(value) };
    const added = Object.entries(members).filter(
      ([name]) => name !== '__proto__' && !Object.hasOwn(before, name),
    );
    const line = lineOf(text, Object.fromEntries(added));
    assert.is(line.indexOf('\n'), line.length - 1);
    assert.equal(JSON.parse(line), { ...before, ...Object.fromEntries(added) });
    if (!text.includes('\n')) assert.ok(line.startsWith(text.slice(0, -1)));
  }),
);

RecordLine.run();
