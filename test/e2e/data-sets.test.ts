import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parse as parseCsv } from 'csv-parse/sync';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';
import { lines, parse, shipped, type Workshop, withWorkshop } from './program.ts';

const dataSets = suite('data sets');
const data = shipped('../shared/data');
const simulated = shipped('config/simulator.yaml');
const hasData = () => needs('the shared data sets', existsSync(data));

const read = (name: string): string => readFileSync(join(data, name), 'utf8');

/** A pipeline that answers the member with an echo, in `answer`. */
const echo = (member: string): string => `models: ${simulated}
stages:
  - render: { user: "{{ ${member} }}" }
  - call: { model: glm4-flash, max_concurrent: 256 }
`;

interface DataSet {
  file: string;
  pipeline: string;
  args?: readonly string[];
  /** The members that are added. */
  adds: readonly string[];
  records: readonly Record<string, unknown>[];
}

const jsonl = (name: string) => lines(read(name)).map(parse);

const sets: readonly (() => DataSet)[] = [
  () => ({
    file: 'gsm8k_test.jsonl',
    pipeline: readFileSync(shipped('pipelines/solve.yaml'), 'utf8'),
    adds: ['solution'],
    records: jsonl('gsm8k_test.jsonl'),
  }),
  // Chinese JSON lines in a file that is named .json.
  () => ({
    file: 'belle_eval_set.json',
    pipeline: echo('question'),
    adds: ['answer'],
    records: jsonl('belle_eval_set.json'),
  }),
  // An array on one line of 3.5 MB, all escaped.
  () => ({
    file: 'cmrc2018_dev.json',
    pipeline: echo('context_text'),
    adds: ['answer'],
    records: JSON.parse(read('cmrc2018_dev.json')),
  }),
  // An array of nested objects over many lines.
  () => ({
    file: 'restaurant8k_train_0.json',
    pipeline: readFileSync(shipped('pipelines/extract.yaml'), 'utf8'),
    args: ['--max-concurrent', '256'],
    adds: ['booking'],
    records: JSON.parse(read('restaurant8k_train_0.json')),
  }),
  // Records under a path.
  () => ({
    file: 'gaokao_politics_mcq_zh.json',
    pipeline: readFileSync(shipped('pipelines/multiple-choice.yaml'), 'utf8'),
    adds: ['chosen', 'is_correct'],
    records: JSON.parse(read('gaokao_politics_mcq_zh.json')).example,
  }),
  // CSV with cells of several lines.
  () => ({
    file: 'banking77_train.csv',
    pipeline: echo('text'),
    args: ['--max-concurrent', '256'],
    adds: ['answer'],
    records: csvRecords(read('banking77_train.csv')),
  }),
];

const csvRecords = (text: string): Record<string, string>[] =>
  parseCsv(text, { columns: true, bom: true });

/** Runs a pipeline by the simulator, whatever models it names. */
async function run({ run, file }: Workshop, set: DataSet, input: string): Promise<string> {
  const pipeline = file('p.yaml', set.pipeline);
  const args = ['-p', pipeline, '--models', simulated, '-i', input, ...(set.args ?? [])];
  const { code, stdout, stderr } = await run(args);
  assert.is(code, 0, stderr);
  return stdout;
}

function assertAdded(output: string, { records, adds }: DataSet): void {
  const written = lines(output).map(parse);
  assert.is(written.length, records.length);
  for (const [at, record] of records.entries()) {
    const { ...rest } = written[at];
    for (const name of adds) {
      assert.ok(rest[name] !== undefined && rest[name] !== '', `${at}: no ${name}`);
      delete rest[name];
    }
    const own = Object.fromEntries(Object.entries(record).filter(([name]) => !adds.includes(name)));
    assert.equal(rest, own);
  }
}

for (const createSet of sets) {
  const [, name = ''] = /file: '(.*?)'/.exec(createSet.toString()) ?? [];
  dataSets(`${name} comes out as it is, with the answers added`, () =>
    withWorkshop(async (workshop) => {
      if (!hasData()) return;
      const set = createSet();
      assertAdded(await run(workshop, set, join(data, set.file)), set);
    }),
  );
}

dataSets('10,003 rows of CSV become as many of CSV, each with one of the 77 labels', () =>
  withWorkshop(async ({ run, read: readOutput }) => {
    if (!hasData()) return;
    const input = join(data, 'banking77_train.csv');
    const classify = shipped('pipelines/classify.yaml');
    const args = ['-p', classify, '--models', simulated, '-i', input, '-o', 'out.csv'];
    const { code, stderr } = await run([...args, '--max-concurrent', '256']);
    assert.is(code, 0, stderr);
    const asked = csvRecords(read('banking77_train.csv'));
    const written = csvRecords(readOutput('out.csv'));
    assert.is(written.length, 10_003);
    const labels = new Set(asked.map(({ category }) => category));
    assert.is(labels.size, 77);
    for (const [at, { intent, ...rest }] of written.entries()) {
      assert.equal(rest, asked[at]);
      assert.ok(labels.has(intent));
    }
  }),
);

dataSets('the same records come out of compressed files, and of several formats in a row', () =>
  withWorkshop(async ({ run, file }) => {
    if (!hasData()) return;
    const array = read('cmrc2018_dev.json');
    const whole = Buffer.from(array);
    const inputs = [
      file(
        'a.gz',
        Buffer.concat([gzipSync(whole.subarray(0, 99_999)), gzipSync(whole.subarray(99_999))]),
      ),
      file(
        'b.zst',
        Buffer.concat([
          zstdCompressSync(whole.subarray(0, 9)),
          zstdCompressSync(whole.subarray(9)),
        ]),
      ),
      file(
        'c.jsonl',
        JSON.parse(array)
          .map((record: unknown) => JSON.stringify(record))
          .join('\n'),
      ),
    ];
    const pipeline = file('p.yaml', echo('context_text'));
    const { code, stdout, stderr } = await run([
      ...['-p', pipeline, '--max-concurrent', '256'],
      ...inputs.flatMap((input) => ['-i', input]),
    ]);
    assert.is(code, 0, stderr);
    const written = lines(stdout).map(parse);
    const records: Record<string, unknown>[] = JSON.parse(array);
    assert.is(written.length, 3 * records.length);
    for (const [at, { answer, ...rest }] of written.entries()) {
      assert.equal(rest, records[at % records.length]);
      assert.is(answer, written[at % records.length].answer);
    }
  }),
);

dataSets.run();
