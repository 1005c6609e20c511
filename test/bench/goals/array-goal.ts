import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { inputFile } from '../input-file.ts';
import { runNode } from '../node-process.ts';
import type { Result } from '../result.ts';
import { alternate, Series } from '../series.ts';
import { ratios, showSpread } from '../spread.ts';

/** About 200 MB. */
const records = 400_000;

/** Reading and parsing a JSON array, against stream-json with packed values. */
export async function measureArray(bench: Bench): Promise<Result[]> {
  const what = 'MB/s read and parsed, an array of 200 MB';
  const input = await arrayFile(bench);
  const seriesOf = (probe: string, ...args: string[]) =>
    new Series(() => read(bench, probe, [input, ...args]));
  const ours = seriesOf('read-ours');
  const streams = seriesOf('read-by-stream-json', 'streams');
  const functions = seriesOf('read-by-stream-json', 'functions');
  await alternate(bench.runs, [ours, streams, functions], (run) =>
    bench.tell(`${what}: run ${run}`),
  );
  const chained = showSpread(ratios(ours.figures, functions.figures));
  return [
    {
      what,
      ours: showSpread(ours.figures),
      against: `streamArray ${showSpread(streams.figures)}`,
      judged: ratios(ours.figures, streams.figures),
      goal: { atLeast: 3 },
      remarks: [
        `${what}: stream-json as a chain of functions, not of streams, ${showSpread(functions.figures)}: ${chained} times as fast`,
      ],
    },
  ];
}

async function arrayFile(bench: Bench): Promise<string> {
  const lines = readFileSync(await inputFile(bench, records), 'utf8');
  const path = join(bench.data, `${records}.json`);
  writeFileSync(path, `[${lines.trimEnd().replaceAll('\n', ',\n')}]\n`);
  return path;
}

/** Megabytes per second. */
async function read(bench: Bench, probe: string, args: readonly string[]): Promise<number> {
  const [input = ''] = args;
  const output = join(bench.data, 'reading.json');
  await runNode(bench, `test/bench/probes/${probe}.js`, args, output);
  const told: { records: number; seconds: number } = JSON.parse(readFileSync(output, 'utf8'));
  if (told.records !== records) throw new Error(`${probe} read ${told.records} of ${records}`);
  return statSync(input).size / 1e6 / told.seconds;
}
