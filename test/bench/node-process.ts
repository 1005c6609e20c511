import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';

/** What a process has used. */
export interface Usage {
  /** From its start to its end. */
  wholeCpuMicros: number;
  /** Once it was warm. */
  warmCpuMicros: number;
  warmSeconds: number;
  /** The part of the output that was written then. */
  warmShare: number;
  peakMemoryKiB: number;
}

/** Runs a compiled program, its output going into a file. @throws Error if it fails */
export async function runNode(
  { programs, data, signal }: Bench,
  program: string,
  args: readonly string[],
  output: string,
): Promise<Usage> {
  const usageFile = join(data, 'usage.json');
  const preload = ['--import', join(programs, 'test/bench/probes/usage.js')];
  const stdout = openSync(output, 'w');
  try {
    const child = spawn(process.execPath, [...preload, join(programs, program), ...args], {
      stdio: ['ignore', stdout, 'inherit'],
      env: { ...process.env, USAGE_FILE: usageFile },
      signal,
      killSignal: 'SIGKILL',
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${program} ended with ${code}`);
  } finally {
    closeSync(stdout);
  }
  const usage: Usage = JSON.parse(readFileSync(usageFile, 'utf8'));
  return usage;
}
