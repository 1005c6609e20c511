import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { importing, outcomeOf, startPipeline } from './start-script.ts';

const Endless = suite('endless input');

const chunkBytes = 64 * 1024;
const chunks = 4800;
const totalBytes = chunks * chunkBytes;
/** Far more than the process needs, and less than half of what it reads. */
const mostBytes = 250_000_000;

/** What a process with a small heap tells of a file that begins so and then repeats one sign. */
async function readEndless(start: string, sign: string, options: object) {
  const settings = JSON.stringify({ maxRecordBytes: 4_000_000, ...options });
  const child = startPipeline(
    '"$0" --max-old-space-size=64 "$@"',
    importing('openInput', 'input'),
    'async function* chunks() {',
    `  yield Buffer.from(${JSON.stringify(start)});`,
    `  for (let n = 0; n < ${chunks}; n += 1) yield Buffer.alloc(${chunkBytes}, ${JSON.stringify(sign)});`,
    '}',
    'const stdin = Object.assign(chunks(), { destroy() {} });',
    `const input = openInput([], stdin, ${settings});`,
    'const told = [];',
    'try {',
    '  for await (const batch of input.batches) told.push(...batch.map(({ error }) => error?.message));',
    '} catch (error) {',
    '  told.push(error.message);',
    '}',
    'const { maxRSS } = process.resourceUsage();',
    'process.stdout.write(JSON.stringify({ told, mostBytes: maxRSS * 1024 }));',
  );
  const { stdout, stderr, code } = await outcomeOf(child);
  assert.is(code, 0, stderr);
  return JSON.parse(stdout);
}

const tooLarge = (start: string): string =>
  `the record has ${start.length + totalBytes} bytes, at most 4000000 are allowed`;
const cutOff = (start: string): string =>
  `stdin:1:${start.length + totalBytes + 1}: the document ends within a value`;
const row = (line: number): string =>
  `stdin:${line}:1: the row is too large; is a quote not closed?`;

const files = [
  ['a line of JSON', '{"a":"', 'x', { format: 'jsonl' }, [tooLarge('{"a":"')]],
  ['a line of text', 'a', 'x', { format: 'text' }, [tooLarge('a')]],
  ['a string in a list', '["', 'x', { format: 'json' }, [tooLarge('"'), cutOff('["')]],
  ['a quoted cell', 'a,b\n1,"', 'x', { format: 'csv' }, [row(2)]],
  ['a header', 'a', 'x', { format: 'csv' }, [row(1)]],
  ['blank lines of CSV', 'a,b\n', '\n', { format: 'csv' }, []],
  [
    'a string under a path',
    '{"a":["',
    'x',
    { path: 'a' },
    ['cannot read stdin: not valid JSON: Parser has expected a string value'],
  ],
] as const;

for (const [what, start, sign, options, expected] of files) {
  Endless(`reads ${what} without end in bounded memory`, async () => {
    const { told, mostBytes: used } = await readEndless(start, sign, options);
    assert.equal(told, expected);
    assert.ok(used < mostBytes, `${used} bytes`);
  });
}

Endless.run();
