import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkOutput } from '../bench/check-output.ts';
import { withUpstream } from '../bench/upstream.ts';
import { startPipe } from './pipe.ts';
import { type Form, writeRecords } from './records.ts';
import type { Finding, Soak } from './soak.ts';

const most = 250;
const growth = 1.15;
const allowance = 30;

/** A million records of 2 KB, against a quarter of them: memory must not grow with the input. */
export const soakSize =
  (form: Form, records = 1_000_000) =>
  async (soak: Soak): Promise<Finding[]> => {
    const quarter = await peakOf(soak, form, records / 4);
    const whole = await peakOf(soak, form, records);
    const bound = Math.max(quarter * growth, quarter + allowance);
    return [
      {
        what: `peak memory, ${records} records, ${form}`,
        found: `${whole.toFixed(0)} MB`,
        bound: `<= ${most} MB`,
        isMet: whole <= most,
      },
      {
        what: `the same against a quarter of the records`,
        found: `${whole.toFixed(0)} MB, a quarter ${quarter.toFixed(0)} MB`,
        bound: `<= ${bound.toFixed(0)} MB`,
        isMet: whole <= bound,
      },
    ];
  };

/** In MB; every record must have come out, in order. */
async function peakOf(soak: Soak, form: Form, records: number): Promise<number> {
  soak.tell(`${form}: writing ${records} records`);
  const input = await writeRecords(soak.data, form, records, soak.signal);
  const output = join(soak.data, 'out.jsonl');
  soak.tell(`${form}: running ${records} records`);
  const receipt = await withUpstream(soak, [0, 0], (upstream) => {
    const pipe = startPipe(soak, upstream, input, ['--output', output]);
    pipe.child.stdout?.resume();
    return pipe.receipt;
  });
  soak.tell(`${form}: ${receipt.duration_seconds} s, checking the output`);
  await checkOutput(output, { records, isOrdered: true });
  rmSync(output);
  rmSync(input);
  return receipt.peak_memory_bytes / 1e6;
}
