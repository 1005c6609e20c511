import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Receipt } from '../../lib/cli/receipt.ts';
import { modelsAt } from '../bench/subjects.ts';
import type { Upstream } from '../bench/upstream.ts';
import type { Soak } from './soak.ts';

export const inFlight = 256;
const sampleMs = 500;

/** A run of the pipe that goes on. */
export interface Pipe {
  child: ChildProcess;
  /** Resident memory in MB, every half second so far. */
  memory: readonly number[];
  /** Settles at its end. @throws Error unless it ends with 0 */
  receipt: Promise<Receipt>;
}

/** Starts the compiled program on an input; its stdout is the caller's to read. */
export function startPipe(
  { programs, data, signal }: Soak,
  { port }: Upstream,
  input: string,
  more: readonly string[],
): Pipe {
  const models = join(data, 'models.yaml');
  const summary = join(data, 'summary.json');
  writeFileSync(models, modelsAt(port));
  const args = [
    join(programs, 'bin/llm-pipe.js'),
    ...['--pipeline', join(import.meta.dirname, '../bench/pipeline.yaml'), '--models', models],
    ...['--input', input, '--max-concurrent', String(inFlight), '--quiet'],
    ...['--summary-json', summary, ...more],
  ];
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, args, { stdio, signal, killSignal: 'SIGKILL' });
  const memory: number[] = [];
  const timer = setInterval(() => sample(child, memory), sampleMs);
  const receipt = once(child, 'exit').then(([code]) => {
    clearInterval(timer);
    if (code !== 0) throw new Error(`llm-pipe ended with ${code}`);
    return JSON.parse(readFileSync(summary, 'utf8'));
  });
  return { child, memory, receipt };
}

function sample({ pid, exitCode }: ChildProcess, memory: number[]): void {
  if (exitCode !== null) return;
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes) memory.push((Number(kilobytes) * 1_024) / 1e6);
}
