import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A folder that looks like a checkout, where `llm-pipe` is a command. */
export interface Workshop {
  folder: string;
  run(command: string, ...args: string[]): Promise<Outcome>;
}

/** Gives `use` a workshop whose commands know only the variables given here, and removes it. */
export async function withWorkshop(
  variables: Readonly<Record<string, string>>,
  use: (workshop: Workshop) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'llm-pipe-docs-'));
  try {
    for (const name of readdirSync(root)) symlinkSync(join(root, name), join(folder, name));
    const commands = join(folder, '.commands');
    addCommand(commands);
    const path = [commands, dirname(process.execPath), process.env['PATH']].join(delimiter);
    const env = { PATH: path, HOME: folder, ...variables };
    await use({ folder, run: (command, ...args) => run(command, args, { cwd: folder, env }) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function addCommand(folder: string): void {
  const file = join(folder, 'llm-pipe');
  mkdirSync(folder);
  writeFileSync(file, `#!/bin/sh\nexec node '${join(root, 'bin/llm-pipe.ts')}' "$@"\n`);
  chmodSync(file, 0o755);
}

interface Surroundings {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

const run = (command: string, args: string[], surroundings: Surroundings): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile(command, args, { ...surroundings, encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
