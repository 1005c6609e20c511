import { CommanderError } from 'commander';
import { UsageError } from '../errors.ts';
import type { ExitCode } from './exit-code.ts';
import { keepHangupIgnored } from './hangup.ts';
import { Log } from './log.ts';
import { openLog } from './open-log.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';
import type { RunOptions } from './run-options.ts';
import { readVersion } from './version.ts';

/** Runs the command line; resolves with the exit code. Commands are loaded when they are called for. */
export async function main(args: readonly string[]): Promise<number> {
  keepHangupIgnored();
  let exitCode = 0;
  const program = createProgram(
    {
      run,
      check: async (files, models) =>
        (await import('./check-command.ts')).checkCommand(files, models),
      mock: async (options) => (await import('./mock-command.ts')).mockCommand(options),
      models: async (options) => (await import('./models-command.ts')).modelsCommand(options),
      version: readVersion(),
    },
    (code) => {
      exitCode = code;
    },
  );
  try {
    await program.parseAsync(args.map(withDashes), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportError(error, new Log('normal'));
  }
}

async function run(options: RunOptions): Promise<ExitCode> {
  const log = await openLog(options);
  try {
    if (options.input.length === 0 && process.stdin.isTTY) {
      throw new UsageError('no input: name a file by --input, or pipe records in');
    }
    const { runCommand } = await import('./run-command.ts');
    return await runCommand(options, log);
  } catch (error) {
    return reportError(error, log);
  } finally {
    log.flush();
  }
}

/** `--max_concurrent` is `--max-concurrent`; the value keeps its underscores. */
function withDashes(arg: string): string {
  const [, name = '', rest = ''] = /^(--[a-z_]+)(=.*)?$/s.exec(arg) ?? [];
  return name === '' ? arg : name.replaceAll('_', '-') + rest;
}
