import { CommanderError } from 'commander';
import { ConfigError, messageOf } from '../errors.ts';
import { exitCodeOf } from './exit-code.ts';
import { createProgram } from './program.ts';
import { readVersion } from './version.ts';

/** Runs the command line; resolves with the exit code. Commands are loaded when they are called for. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = createProgram(
    {
      run: async (options) => {
        if (options.input.length === 0 && process.stdin.isTTY) {
          process.stderr.write('llm-pipe: no input: name a file by --input, or pipe records in\n');
          return 2;
        }
        const { runCommand } = await import('./run-command.ts');
        return runCommand(options);
      },
      check: async (files, models) =>
        (await import('./check-command.ts')).checkCommand(files, models),
      mock: async (options) => (await import('./mock-command.ts')).mockCommand(options),
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
    return report(error);
  }
}

/** `--max_concurrent` is `--max-concurrent`; the value keeps its underscores. */
function withDashes(arg: string): string {
  const [, name = '', rest = ''] = /^(--[a-z_]+)(=.*)?$/s.exec(arg) ?? [];
  return name === '' ? arg : name.replaceAll('_', '-') + rest;
}

/** One line for the user's mistakes; a stack only for ours. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  const code = exitCodeOf(error);
  const isFault = code === 70 && error instanceof Error;
  process.stderr.write(`llm-pipe: ${isFault ? error.stack : messageOf(error)}\n`);
  return code;
}
