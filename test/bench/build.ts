import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CannotRunError } from './bench.ts';

/** Compiles llm-pipe and the baselines by the same compiler into a folder inside the project. */
export function buildPrograms(outDir: string): void {
  const project = join(import.meta.dirname, 'tsconfig.json');
  execFileSync('tsc', ['-p', project, '--outDir', outDir], { stdio: 'inherit' });
}

/** Gives the compiled mock.c. @throws CannotRunError where there is no gcc, or the system is not Linux */
export function buildMock(folder: string): string {
  const source = join(import.meta.dirname, 'mock.c');
  const output = join(folder, 'mock');
  const { error, status, stderr } = spawnSync('gcc', ['-O2', '-o', output, source], {
    encoding: 'utf8',
  });
  if (error) throw new CannotRunError('gcc is missing', { cause: error });
  if (status !== 0) throw new CannotRunError(`gcc cannot compile mock.c here: ${stderr}`);
  return output;
}
