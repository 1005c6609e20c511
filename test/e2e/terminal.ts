import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { needs } from '../support/needs.ts';
import { hasProgram } from '../support/programs.ts';
import type { Workshop } from './program.ts';

export interface Terminal {
  /** All that has been written to it so far. */
  output(): string;
  type(keys: string): void;
  resize(columns: number): Promise<void>;
  /** Resolves with the exit code. */
  closed: Promise<number | null>;
}

/** False, after counting a skip, where no pseudo-terminal can be made. */
export const hasTerminal = (): boolean =>
  needs('script and stty', hasProgram('script') && hasProgram('stty'));

/** Runs a shell's script, in which `$LLM_PIPE` is the program, in a pseudo-terminal of that width. */
export function startInTerminal(
  { folder, env, read }: Workshop,
  script: string,
  columns: number,
): Terminal {
  const command = `tty > tty; stty cols ${columns} rows 10; ${script}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: { ...env, SHELL: '/bin/bash', TERM: 'xterm', NO_COLOR: '' },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  return {
    output: () => output,
    type: (keys) => child.stdin.write(keys),
    async resize(to) {
      const stty = spawn('stty', ['-F', read('tty').trim(), 'cols', String(to)]);
      await once(stty, 'close');
    },
    closed: once(child, 'close').then(([code]) => code),
  };
}
