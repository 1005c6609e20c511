import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { checkOutput } from './check-output.ts';
import { inputFile } from './input-file.ts';
import { runNode } from './node-process.ts';
import type { Upstream } from './upstream.ts';

/** Measures one run over that many records. @throws Error if a record is lost, doubled or asked for twice */
export type Subject = (
  bench: Bench,
  upstream: Upstream,
  job: { records: number; inFlight: number },
) => Promise<RunFigures>;

export interface RunFigures {
  /** Of the process once it is warm, as it is for all but the first seconds of a long run. */
  cpuMicrosPerRecord: number;
  /** With its start. */
  wholeCpuMicrosPerRecord: number;
  /** Of the warm process too. */
  recordsPerSecond: number;
  peakMemoryMiB: number;
}

/** The pipe, with order, retries, metrics and all limits. */
export const runPipe: Subject = (bench, upstream, { records, inFlight }) => {
  const models = join(bench.data, `models-${upstream.port}.yaml`);
  writeFileSync(models, modelsAt(upstream.port));
  const args = (input: string) => [
    ...['--pipeline', join(import.meta.dirname, 'pipeline.yaml'), '--models', models],
    ...['--input', input, '--max-concurrent', String(inFlight), '--quiet'],
  ];
  return run(bench, upstream, { program: 'bin/llm-pipe.js', args, records, isOrdered: true });
};

/** A configuration with the mock that listens there. */
export const modelsAt = (port: string): string => `model_list:
  - model_name: mock
    litellm_params:
      model: openai/mock-model
      api_base: http://127.0.0.1:${port}/v1
      api_key: sk-1234
`;

/** A baseline, which gives its answers as they come. */
const baseline =
  (name: string): Subject =>
  (bench, upstream, { records, inFlight }) => {
    const program = `test/bench/baselines/${name}.js`;
    const args = (input: string) => [upstream.port, String(inFlight), input];
    return run(bench, upstream, { program, args, records, isOrdered: false });
  };

export const runHandLoop = baseline('hand-loop');
export const runNaive = baseline('naive');

interface Job {
  program: string;
  args(input: string): string[];
  records: number;
  isOrdered: boolean;
}

async function run(
  bench: Bench,
  upstream: Upstream,
  { program, args, records, isOrdered }: Job,
): Promise<RunFigures> {
  const output = join(bench.data, 'output.jsonl');
  const input = await inputFile(bench, records);
  const usage = await runNode(bench, program, args(input), output);
  const requests = await upstream.nextCount();
  if (requests !== records) throw new Error(`${program} made ${requests} calls for ${records}`);
  await checkOutput(output, { records, isOrdered });
  return {
    cpuMicrosPerRecord: usage.warmCpuMicros / (usage.warmShare * records),
    wholeCpuMicrosPerRecord: usage.wholeCpuMicros / records,
    recordsPerSecond: (usage.warmShare * records) / usage.warmSeconds,
    peakMemoryMiB: usage.peakMemoryKiB / 1024,
  };
}
