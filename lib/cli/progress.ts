import { performance } from 'node:perf_hooks';
import type { Input } from '../io/input.ts';
import type { Counts } from '../pipeline/counts.ts';
import type { Log } from './log.ts';

const periodMs = 2_000;

/** A status line on a terminal while a run lasts. Returns how to end it. */
export function showProgress(log: Log, counts: Counts, input: Input): () => void {
  if (!log.isTerminal) return () => {};
  const from = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - from) / 1_000;
    log.status(describe(counts, input, seconds));
  }, periodMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    log.status('');
  };
}

function describe(
  { read, ended }: Counts,
  { bytesRead, sizeBytes }: Input,
  seconds: number,
): string {
  const done = ended.written + ended.failed + ended.filtered;
  const parts = [
    `${done} done`,
    ...(sizeBytes ? [`${Math.floor((100 * bytesRead) / sizeBytes)}% read`] : []),
    `${(done / seconds).toFixed(1)}/s`,
    `${read - done} under way`,
    ...(ended.failed > 0 ? [`${ended.failed} failed`] : []),
  ];
  return parts.join('  ');
}
