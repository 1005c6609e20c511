import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { type Bench, CannotRunError } from './bench.ts';
import { buildPrograms } from './build.ts';
import { measureArray } from './goals/array-goal.ts';
import { measureCpu, measureLatency, measureNaive } from './goals/call-goals.ts';
import { measureNormalise } from './goals/normalise-goal.ts';
import { measureSource } from './goals/source-goal.ts';
import { measureStartup } from './goals/startup-goal.ts';
import { readOptions } from './options.ts';
import { judge, type Result, showResults } from './result.ts';

// node test/bench/run.ts [--only GOAL,...] [--runs COUNT]
// Measures llm-pipe against baselines on this machine and ends with 1 if a goal is missed. Everything that
// it makes is in .bench/, which git ignores; everything that it starts ends with it.

const goals: Readonly<Record<string, (bench: Bench) => Promise<Result[]>>> = {
  cpu64: measureCpu(64),
  cpu256: measureCpu(256),
  naive: measureNaive,
  source: measureSource,
  array: measureArray,
  normalise: measureNormalise,
  latency: measureLatency,
  startup: measureStartup,
};

const interrupted = 130;
const folder = resolve(import.meta.dirname, '../../.bench');
const data = join(folder, 'data');
const { runs, only } = readOptions(process.argv.slice(2), Object.keys(goals));
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());

try {
  const results = await measureAll();
  const isMissed = results.some(({ judged, goal }) => judge(judged, goal) === 'miss');
  process.exitCode = isMissed ? 1 : 0;
} catch (error) {
  if (!stop.signal.aborted) throw error;
  process.exitCode = interrupted;
} finally {
  rmSync(data, { recursive: true, force: true });
}

async function measureAll(): Promise<Result[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  const programs = join(folder, 'dist');
  buildPrograms(programs);
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores, ${load()}, ${runs} runs each\n`,
  );
  const { signal } = stop;
  const bench = { runs, programs, data, signal, tell: (text: string) => console.error(text) };
  const results: Result[] = [];
  for (const name of only) results.push(...(await measure(name, bench)));
  if (results.length > 0) console.log(showResults(results));
  console.log(`\nafterwards: ${load()}`);
  return results;
}

async function measure(name: string, bench: Bench): Promise<Result[]> {
  try {
    return (await goals[name]?.(bench)) ?? [];
  } catch (error) {
    if (!(error instanceof CannotRunError)) throw error;
    console.log(`${name}: not run, since ${error.message}`);
    return [];
  }
}

function load(): string {
  const [minute = NaN] = loadavg();
  return `load average ${minute.toFixed(2)}`;
}
