import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { inputFile } from '../input-file.ts';
import { runNode } from '../node-process.ts';
import type { Result } from '../result.ts';
import { alternate, Series } from '../series.ts';
import { ratios, showSpread } from '../spread.ts';

/** About 500 MB. */
const records = 990_000;

/** Reading and parsing alone, against the shortest way. */
export async function measureSource(bench: Bench): Promise<Result[]> {
  const what = 'MB/s read and parsed, 500 MB';
  const ours = new Series(() => read(bench, 'read-ours'));
  const theirs = new Series(() => read(bench, 'read-by-hand'));
  await alternate(bench.runs, [ours, theirs], (run) => bench.tell(`${what}: run ${run}`));
  return [
    {
      what,
      ours: showSpread(ours.figures),
      against: `hand loop ${showSpread(theirs.figures)}`,
      judged: ratios(ours.figures, theirs.figures),
      goal: { atLeast: 0.9 },
      remarks: [],
    },
  ];
}

/** Megabytes per second. */
async function read(bench: Bench, probe: string): Promise<number> {
  const input = await inputFile(bench, records);
  const output = join(bench.data, 'reading.json');
  await runNode(bench, `test/bench/probes/${probe}.js`, [input], output);
  const told: { records: number; seconds: number } = JSON.parse(readFileSync(output, 'utf8'));
  if (told.records !== records) throw new Error(`${probe} read ${told.records} of ${records}`);
  return statSync(input).size / 1e6 / told.seconds;
}
