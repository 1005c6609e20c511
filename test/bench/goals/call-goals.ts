import type { Bench } from '../bench.ts';
import type { Goal, Result } from '../result.ts';
import { alternate, Series } from '../series.ts';
import { ratios, showSpread } from '../spread.ts';
import { type RunFigures, runHandLoop, runNaive, runPipe, type Subject } from '../subjects.ts';
import { type Latency, withUpstream } from '../upstream.ts';

type Figure = 'cpuMicrosPerRecord' | 'recordsPerSecond';

interface Comparison {
  what: string;
  figure: Figure;
  latency: Latency;
  inFlight: number;
  records: number;
  against: { name: string; run: Subject; records: number };
  goal: Goal;
}

const atOnce: Latency = [0, 0];
const slowly: Latency = [50, 25];

/** CPU per record, against the least that does the same. */
export const measureCpu = (inFlight: number) => (bench: Bench) =>
  compare(bench, {
    what: `CPU µs per record, ${inFlight} in flight, 0 ms`,
    figure: 'cpuMicrosPerRecord',
    latency: atOnce,
    inFlight,
    records: 120_000,
    against: { name: 'hand loop', run: runHandLoop, records: 120_000 },
    goal: { atMost: 1.3 },
  });

/** Throughput, against the obvious composition of the same packages. */
export const measureNaive = (bench: Bench) =>
  compare(bench, {
    what: 'records/s, 64 in flight, 0 ms',
    figure: 'recordsPerSecond',
    latency: atOnce,
    inFlight: 64,
    records: 60_000,
    against: { name: 'naive', run: runNaive, records: 2_000 },
    goal: { atLeast: 20 },
  });

/** Throughput where the upstream takes its time. */
export const measureLatency = (bench: Bench) =>
  compare(bench, {
    what: 'records/s, 256 in flight, 50 ± 25 ms',
    figure: 'recordsPerSecond',
    latency: slowly,
    inFlight: 256,
    records: 60_000,
    against: { name: 'hand loop', run: runHandLoop, records: 60_000 },
    goal: { atLeast: 0.97 },
  });

const compare = (bench: Bench, comparison: Comparison): Promise<Result[]> => {
  const { what, figure, latency, inFlight, records, against, goal } = comparison;
  return withUpstream(bench, latency, async (upstream) => {
    const ours = new Series(() => runPipe(bench, upstream, { records, inFlight }));
    const theirs = new Series(() =>
      against.run(bench, upstream, { records: against.records, inFlight }),
    );
    await alternate(bench.runs, [ours, theirs], (run) => bench.tell(`${what}: run ${run}`));
    const of = ({ figures }: Series<RunFigures>) => figures.map((each) => each[figure]);
    return [
      {
        what,
        ours: showSpread(of(ours)),
        against: `${against.name} ${showSpread(of(theirs))}`,
        judged: ratios(of(ours), of(theirs)),
        goal,
        remarks: [`${what}: llm-pipe ${remark(ours)}; ${against.name} ${remark(theirs)}`],
      },
    ];
  });
};

function remark({ figures }: Series<RunFigures>): string {
  const spreadOf = (figure: keyof RunFigures) => showSpread(figures.map((each) => each[figure]));
  return [
    `${spreadOf('cpuMicrosPerRecord')} µs (${spreadOf('wholeCpuMicrosPerRecord')} with the start)`,
    `${spreadOf('recordsPerSecond')} records/s`,
    `${spreadOf('peakMemoryMiB')} MiB at its peak`,
  ].join(', ');
}
