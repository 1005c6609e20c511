import { ConfigError, messageOf } from '../errors.ts';
import { type ExitCode, exitCodeOf } from './exit-code.ts';
import type { Log } from './log.ts';

/** Tells why a command cannot go on: a line for each of the user's mistakes, a stack only for ours. */
export function reportError(error: unknown, log: Log): ExitCode {
  const code = exitCodeOf(error);
  if (error instanceof ConfigError) log.error(error.message);
  else {
    const isFault = code === 70 && error instanceof Error;
    log.error(`llm-pipe: ${isFault ? error.stack : messageOf(error)}`);
  }
  return code;
}
