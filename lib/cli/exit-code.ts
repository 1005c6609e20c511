import { ConfigError, LlmPipeError, StopError, UsageError } from '../errors.ts';
import type { RunResult } from '../pipeline/run-batch.ts';

/** What the exit codes mean; the help prints this table. */
export const exitCodes = {
  0: 'all records are written',
  1: 'finished, but some records failed; they are in the dead letter',
  2: 'wrong usage, configuration or unreadable input; nothing was sent',
  3: 'stopped early, for example by a refused key, a full disk, a long outage or --halt',
  70: 'internal error',
  130: 'interrupted (SIGINT), after finishing the calls under way',
  143: 'terminated (SIGTERM or SIGHUP), after finishing the calls under way',
} as const;

export type ExitCode = keyof typeof exitCodes;

/** 70, then that of a signal, then that of a failure, then 1. */
export function exitCodeOfRun(
  { counts, failure }: Pick<RunResult, 'counts' | 'failure'>,
  ofSignal: ExitCode | undefined,
): ExitCode {
  if (!counts.isConserved || failure?.code === 'internal') return 70;
  if (ofSignal !== undefined) return ofSignal;
  if (failure) return codeOfFailure(failure, counts.read > 0);
  return counts.ended.failed > 0 ? 1 : 0;
}

/** An input that turns out to be unreadable is a mistake of use only while nothing has been sent. */
function codeOfFailure(failure: LlmPipeError, hasBegun: boolean): ExitCode {
  const code = exitCodeOf(failure);
  return code === 2 && hasBegun ? 3 : code;
}

/** The exit code of a command that ended with this error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError || error instanceof ConfigError) return 2;
  if (error instanceof StopError) return 3;
  return error instanceof LlmPipeError && error.code === 'broken_pipe' ? 0 : 70;
}
