import type { BatchJob } from '../pipeline/batch-job.ts';
import type { Counts } from '../pipeline/counts.ts';
import { type RunResult, runBatch } from '../pipeline/run-batch.ts';
import { type ExitCode, exitCodeOfRun } from './exit-code.ts';
import type { Log } from './log.ts';
import { showProgress } from './progress.ts';
import type { RunObserver } from './run-observer.ts';
import { RunSignalHandler } from './signals.ts';

/** Runs a job under the process's signals, and shows how it gets on. */
export async function watchRun(
  job: BatchJob,
  observer: RunObserver,
  log: Log,
): Promise<{ result: RunResult; exitCode: ExitCode }> {
  const signals = new RunSignalHandler(log);
  signals.signals.drain.addEventListener('abort', () => observer.drain());
  let stopProgress = () => {};
  const onStart = (counts: Counts) => {
    observer.start(counts, job.input);
    stopProgress = showProgress(log, observer);
  };
  try {
    const result = await runBatch({ ...job, onStart }, signals.signals);
    return { result, exitCode: exitCodeOfRun(result, signals.exitCode) };
  } finally {
    stopProgress();
    observer.stop();
    signals.close();
  }
}
