import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordError } from '../../lib/errors.ts';
import { CsvLines, type CsvWriteOptions } from '../../lib/io/csv-lines.ts';
import { PipeRecord } from '../../lib/record.ts';

const Lines = suite('CSV lines');

const recordOf = (raw: string) => new PipeRecord(0, { file: 'in.jsonl', line: 1 }, raw);

const linesOf = (options: Partial<CsvWriteOptions> = {}) =>
  new CsvLines({ columns: undefined, delimiter: ',', ...options });

Lines('writes the members that the columns name, in their order', () => {
  const lines = linesOf({ columns: ['b', 'a'] });
  assert.is(lines.head(), 'b,a\n');
  assert.is(lines.lineOf(recordOf('{"a":1,"b":"x","c":true}')), 'x,1\n');
  assert.is(lines.lineOf(recordOf('{}')), ',\n');
});

Lines('takes the columns of the first record where nobody names them', () => {
  const lines = linesOf();
  assert.is(lines.head(), '');
  assert.is(lines.lineOf(recordOf('{"b":1,"a":2}')), '1,2\n');
  assert.is(lines.head(), 'b,a\n');
  assert.is(lines.lineOf(recordOf('{"a":4}')), ',4\n');
});

Lines('refuses a member that has no column, which would be lost', () => {
  const lines = linesOf();
  lines.lineOf(recordOf('{"a":1}'));
  const thrown = (() => {
    try {
      return lines.lineOf(recordOf('{"a":1,"b":2}'));
    } catch (error) {
      return error;
    }
  })();
  assert.instance(thrown, RecordError);
  assert.match(String(thrown), 'the output has no column "b"');
});

const cells = [
  ['"text"', 'text'],
  ['null', ''],
  ['false', 'false'],
  ['12345678901234567890', '12345678901234567890'],
  ['[1,"a"]', '"[1,""a""]"'],
  ['{"b":1}', '"{""b"":1}"'],
  ['"a,b"', '"a,b"'],
  ['"say \\"a\\""', '"say ""a"""'],
  ['"two\\nlines"', '"two\nlines"'],
  ['"\\r"', '"\r"'],
  ['" a "', ' a '],
] as const;

for (const [json, cell] of cells) {
  Lines(`writes ${json} as ${JSON.stringify(cell)}`, () => {
    assert.is(linesOf({ columns: ['a', 'n'] }).lineOf(recordOf(`{"a":${json}}`)), `${cell},\n`);
  });
}

Lines('writes an empty cell that stands alone, so that it is no blank line', () => {
  assert.is(linesOf({ columns: ['a'] }).lineOf(recordOf('{"a":""}')), '""\n');
});

Lines('takes another delimiter', () => {
  const lines = linesOf({ columns: ['a', 'b'], delimiter: '\t' });
  assert.is(lines.head(), 'a\tb\n');
  assert.is(lines.lineOf(recordOf('{"a":"x,y","b":"\\t"}')), 'x,y\t"\t"\n');
});

Lines.run();
