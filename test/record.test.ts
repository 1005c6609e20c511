import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordError } from '../lib/errors.ts';
import { recordLine } from '../lib/io/record-line.ts';
import { PipeRecord, parseObject } from '../lib/record.ts';

const Record = suite('record');

const recordOf = (raw: string): PipeRecord => new PipeRecord(0, { file: 'a.jsonl', line: 1 }, raw);

function faultOf(raw: string): RecordError {
  try {
    parseObject(raw);
  } catch (error) {
    if (error instanceof RecordError) return error;
    throw error;
  }
  throw new TypeError(`${raw} was read`);
}

Record('parses its text when first needed, once', () => {
  const record = recordOf('{"a":1}');
  assert.equal(record.value, { a: 1 });
  assert.is(record.value, record.value);
});

Record('keeps the digits of huge numbers through a rewriting', () => {
  const record = recordOf('{"id":12345678901234567890,"a":1}');
  assert.is(record.value['id'], 12345678901234567890n);
  record.set('a', 2);
  assert.is(recordLine(record), '{"id":12345678901234567890,"a":2}\n');
});

Record('adds members without touching the text', () => {
  const raw = '{ "a": 1.10, "a": 1E400 }';
  const record = recordOf(raw);
  record.set('b', 'x');
  record.set('c', 9007199254740993n);
  assert.not(record.isRewritten);
  assert.is(recordLine(record), '{ "a": 1.10, "a": 1E400 ,"b":"x","c":9007199254740993}\n');
});

Record('shows what was set to the next stages', () => {
  const record = recordOf('{"a":1}');
  record.set('b', [1]);
  assert.equal(record.value, { a: 1, b: [1] });
});

Record('is rewritten only once one of its own members is set', () => {
  const record = recordOf('{"a":1}');
  record.set('b', 1);
  record.set('b', 2);
  assert.not(record.isRewritten);
  assert.is(recordLine(record), '{"a":1,"b":2}\n');
  record.set('a', 3);
  assert.ok(record.isRewritten);
  record.set('b', 4);
  assert.ok(record.isRewritten);
  assert.is(recordLine(record), '{"a":3,"b":4}\n');
});

Record('adds members that only its prototype has', () => {
  const record = recordOf('{"a":1}');
  record.set('constructor', 'x');
  assert.not(record.isRewritten);
  assert.is(recordLine(record), '{"a":1,"constructor":"x"}\n');
});

Record('lets go of all but its text', () => {
  const record = recordOf('{"a":1}');
  record.set('b', 2);
  record.messages = [{ role: 'user', content: 'x' }];
  const { value } = record;
  record.release();
  assert.is(record.added, undefined);
  assert.is(record.messages, undefined);
  assert.is(record.raw, '{"a":1}');
  assert.is.not(record.value, value);
  assert.equal(record.value, { a: 1 });
});

const faults = [
  ['{"a":1,}', 'column 8: invalid JSON: property name expected'],
  ['', 'column 1: invalid JSON: value expected'],
  ['[1]', 'column 1: expected an object, got an array'],
  ['null', 'column 1: expected an object, got null'],
  ['"text"', 'column 1: expected an object, got a string'],
  ['1.5', 'column 1: expected an object, got a number'],
  ['12345678901234567890', 'column 1: expected an object, got a number'],
  ['true', 'column 1: expected an object, got a boolean'],
] as const;

for (const [raw, message] of faults) {
  Record(`says where ${raw || 'an empty text'} is no object`, () => {
    const error = faultOf(raw);
    assert.is(error.message, message);
    assert.is(error.kind, 'input_parse');
  });
}

Record('survives a text that is nested too deeply', () => {
  const depth = 100_000;
  const broken = `{"a":${'['.repeat(depth)}`;
  const huge = `{"id":9007199254740993,"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  for (const raw of [broken, huge]) {
    assert.is(faultOf(raw).message, 'column 1: JSON that is too deeply nested');
  }
});

Record.run();
