import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordError } from '../lib/errors.ts';
import { findJsonFault, isJsonObject, parseJson, stringifyJson } from '../lib/json.ts';

const Json = suite('json');

Json('keeps whole numbers that a double would change, and writes them back', () => {
  for (const digits of [
    '9007199254740992',
    '9007199254740993',
    '-9007199254740993',
    '12345678901234567890',
    '9'.repeat(400),
  ]) {
    assert.is(parseJson(digits), BigInt(digits));
    const text = `{"id":${digits},"list":[${digits}],"text":"${digits}"}`;
    assert.is(stringifyJson(parseJson(text)), text);
  }
});

Json('leaves all other numbers to doubles', () => {
  for (const text of ['9007199254740991', '-9007199254740991', '0.12345678901234567890', '1e300']) {
    assert.is(parseJson(text), Number(text));
    assert.equal(parseJson(`["1234567890123456",${text}]`), ['1234567890123456', Number(text)]);
  }
  assert.equal(parseJson('[1.5, 10000000000000000.0]'), [1.5, 1e16]);
});

Json('finds long digits wherever they stand', () => {
  const digits = '9007199254740993';
  for (let offset = 0; offset < 40; offset += 1) {
    for (const more of ['', '1', '12345678901234567890']) {
      const text = `${' '.repeat(offset)}[${digits}${more}]`;
      assert.equal(parseJson(text), [BigInt(digits + more)], `at ${offset}`);
    }
  }
});

Json('finds long digits behind many short ones', () => {
  const short = Array.from({ length: 50 }, (_, index) => 10 ** (index % 15));
  assert.equal(parseJson(`[${short},9007199254740993]`), [...short, 9007199254740993n]);
});

Json('takes the last of duplicate keys', () => {
  assert.equal(parseJson('{"a":1,"b":2,"a":3}'), { a: 3, b: 2 });
  assert.equal(parseJson('{"a":9007199254740993,"a":1}'), { a: 1 });
});

Json('writes what holds no bigint as JSON.stringify does', () => {
  for (const value of [null, true, 1.5, 'é\u2028"', [], { a: { b: [1, 'x'] } }]) {
    assert.is(stringifyJson(value), JSON.stringify(value));
  }
});

Json('passes on what is no fault of the numbers', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  assert.throws(() => stringifyJson(circle), /circular/);
  assert.throws(() => parseJson('{"a":'), SyntaxError);
});

/** Far deeper than a recursive reader or writer can go. */
const depth = 100_000;

const isTooLarge = (error: unknown) => error instanceof RecordError && error.kind === 'too_large';

Json('writes what is nested deeply, or refuses it as a failure of that record', () => {
  const text = '['.repeat(depth) + ']'.repeat(depth);
  const deep = parseJson(text);
  try {
    // Since Node 26 there is no end to it.
    assert.is(stringifyJson(deep), text);
  } catch (error) {
    assert.ok(isTooLarge(error));
  }
});

Json('refuses to write what is too long, as a failure of that record', () => {
  const tooLong = {
    toJSON() {
      throw new RangeError('Invalid string length');
    },
  };
  assert.throws(() => stringifyJson(tooLong), isTooLarge);
});

Json('tells objects from all else', () => {
  assert.ok(isJsonObject({}));
  for (const value of [null, [], 'text', 1, undefined]) assert.not(isJsonObject(value));
});

const faults = [
  ['', 1, 'value expected'],
  ['{', 2, 'close brace expected'],
  ['{"a":1}}', 8, 'end of file expected'],
  ['{"a":1,}', 8, 'property name expected'],
  ['{"a" 1}', 6, 'colon expected'],
  ['{"a":1 "b":2}', 8, 'comma expected'],
  ['{"a":NaN}', 6, 'invalid symbol'],
  ['{"é":"😀",x}', 11, 'invalid symbol'],
  ['{"a":"x', 6, 'unexpected end of string'],
  ['{"a":"\t"}', 6, 'invalid character'],
  ['/* no */{}', 1, 'invalid comment token'],
  ['[1,]', 4, 'value expected'],
  ["{'a':1}", 2, 'invalid symbol'],
] as const;

for (const [text, column, words] of faults) {
  Json(`finds the fault in ${JSON.stringify(text)}`, () => {
    assert.throws(() => JSON.parse(text));
    assert.equal(findJsonFault(text), { column, message: `invalid JSON: ${words}` });
  });
}

Json('says so when it is nested too deeply to find the fault', () => {
  const { column, message } = findJsonFault('['.repeat(depth));
  assert.is(column, 1);
  assert.is(message, 'JSON that is too deeply nested');
});

Json.run();
