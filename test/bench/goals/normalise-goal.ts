import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { runNode } from '../node-process.ts';
import type { Result } from '../result.ts';
import { showSpread } from '../spread.ts';

const kinds = ['plain', 'stream'] as const;
const names = { plain: 'a plain answer', stream: 'the events of a stream' };

/** Bringing an answer into OpenAI's shape, against JSON.parse of the same; the slowest format is judged. */
export async function measureNormalise(bench: Bench): Promise<Result[]> {
  const runs: Record<string, number>[] = [];
  for (let run = 1; run <= bench.runs; run += 1) {
    bench.tell(`normalising: run ${run}`);
    const output = join(bench.data, 'normalise.json');
    await runNode(bench, 'test/bench/probes/normalise.js', [], output);
    runs.push(JSON.parse(readFileSync(output, 'utf8')));
  }
  return kinds.map((kind) => toResult(kind, runs));
}

function toResult(kind: (typeof kinds)[number], runs: readonly Record<string, number>[]): Result {
  const ours = runs.map((run) => Object.entries(run).filter(([name]) => name.endsWith(kind)));
  const slowest = ours.map((ratios) => Math.max(...ratios.map(([, ratio]) => ratio)));
  const formats = (ours[0] ?? []).map(([name]) => {
    const figures = runs.map((run) => run[name] ?? Number.NaN);
    return `${name.replace(` ${kind}`, '')} ${showSpread(figures)}`;
  });
  return {
    what: `times JSON.parse, ${names[kind]} normalised`,
    ours: showSpread(slowest),
    against: 'JSON.parse alone',
    judged: slowest,
    goal: { atMost: 3 },
    remarks: [`${names[kind]} normalised: ${formats.join(', ')}`],
  };
}
