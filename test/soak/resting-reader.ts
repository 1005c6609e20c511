import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { checkOutput } from '../bench/check-output.ts';
import { withUpstream } from '../bench/upstream.ts';
import { startPipe } from './pipe.ts';
import { writeRecords } from './records.ts';
import type { Finding, Soak } from './soak.ts';

const records = 100_000;
const readBefore = 20e6;
const restMs = 60_000;
/** Until all that was under way when the reader stopped has come to its end. */
const settleMs = 5_000;
const allowance = 30;

/** A reader that stops for a minute: the input stops too, and memory stays as it is. */
export async function soakReader(soak: Soak): Promise<Finding[]> {
  const input = await writeRecords(soak.data, 'jsonl', records, soak.signal);
  const output = join(soak.data, 'out.jsonl');
  const port = 20_000 + (process.pid % 20_000);
  soak.tell(`resting reader: running ${records} records`);
  const rest = await withUpstream(soak, [5, 2], async (upstream) => {
    const metrics = `127.0.0.1:${port}`;
    const pipe = startPipe(soak, upstream, input, ['--metrics-listen', metrics]);
    const { stdout } = pipe.child;
    if (!stdout) throw new Error('no stdout');
    const file = createWriteStream(output);
    let read = 0;
    await new Promise<void>((resolve) => {
      stdout.on('data', (chunk: Buffer) => {
        file.write(chunk);
        read += chunk.length;
        if (read >= readBefore) resolve();
      });
    });
    stdout.removeAllListeners('data');
    stdout.pause();
    await wait(settleMs);
    const before = await figuresAt(metrics);
    const memoryBefore = pipe.memory.at(-1) ?? NaN;
    const from = pipe.memory.length;
    await wait(restMs - settleMs);
    const after = await figuresAt(metrics);
    const memory = Math.max(...pipe.memory.slice(from));
    const written = once(file, 'close');
    stdout.pipe(file);
    const receipt = await pipe.receipt;
    await written;
    return { before, after, memoryBefore, memory, receipt };
  });
  await checkOutput(output, { records, isOrdered: true });
  const { before, after, memoryBefore, memory, receipt } = rest;
  return [
    {
      what: 'input and calls while the reader of the output rests',
      found: `${after.bytes - before.bytes} bytes read, ${after.calls - before.calls} calls in 55 s, after ${before.calls}`,
      bound: 'none',
      isMet: after.bytes === before.bytes && after.calls === before.calls && before.calls < records,
    },
    {
      what: 'memory meanwhile',
      found: `${memory.toFixed(0)} MB, before ${memoryBefore.toFixed(0)} MB`,
      bound: `<= +${allowance} MB`,
      isMet: memory <= memoryBefore + allowance,
    },
    {
      what: 'records after it went on',
      found: `${receipt.records.written} written in order`,
      bound: 'all',
      isMet: receipt.records.written === records,
    },
  ];
}

async function figuresAt(address: string): Promise<{ bytes: number; calls: number }> {
  const text = await (await fetch(`http://${address}/metrics`)).text();
  const sumOf = (name: string): number =>
    [...text.matchAll(new RegExp(`^llm_pipe_${name}\\{.*\\} (.*)$`, 'gm'))]
      .map(([, value]) => Number(value))
      .reduce((sum, value) => sum + value, 0);
  return { bytes: sumOf('input_bytes_total'), calls: sumOf('requests_total') };
}
