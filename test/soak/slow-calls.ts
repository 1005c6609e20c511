import { join } from 'node:path';
import { checkOutput } from '../bench/check-output.ts';
import { withUpstream } from '../bench/upstream.ts';
import { inFlight, startPipe } from './pipe.ts';
import { writeRecords } from './records.ts';
import type { Finding, Soak } from './soak.ts';

const records = 100_000;
const slowOneIn = 1_000;
const slowMs = 60_000;
const growth = 1.15;

/** A thousandth of the calls takes a minute: the records behind them wait in the window, which is bounded. */
export async function soakSlowCalls(soak: Soak): Promise<Finding[]> {
  const input = await writeRecords(soak.data, 'jsonl', records, soak.signal);
  const output = join(soak.data, 'out.jsonl');
  soak.tell(`slow calls: running ${records} records, ${inFlight} in flight`);
  const { memory, receipt } = await withUpstream(
    soak,
    [5, 2, slowOneIn, slowMs],
    async (upstream) => {
      const pipe = startPipe(soak, upstream, input, ['--output', output]);
      pipe.child.stdout?.resume();
      return { memory: pipe.memory, receipt: await pipe.receipt };
    },
  );
  await checkOutput(output, { records, isOrdered: true });
  const half = memory.length / 2;
  const [first, second] = [memory.slice(0, half), memory.slice(half)].map((part) =>
    Math.max(...part),
  );
  const { attempts, retries } = receipt.calls;
  return [
    {
      what: `${records} records, one call in ${slowOneIn} takes ${slowMs / 1_000} s`,
      found: `${receipt.records.written} written in order in ${receipt.duration_seconds} s, ${attempts} attempts`,
      bound: 'all, once',
      isMet: receipt.records.written === records && attempts === records && retries === 0,
    },
    {
      what: 'memory in the second half of that time',
      found: `${second?.toFixed(0)} MB, in the first ${first?.toFixed(0)} MB`,
      bound: `<= ${growth} times`,
      isMet: (second ?? NaN) <= growth * (first ?? NaN),
    },
  ];
}
