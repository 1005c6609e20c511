import { Log } from './log.ts';
import type { RunOptions } from './run-options.ts';
import { TextOutput } from './text-output.ts';

/** The log of a run, on stderr; what JSON needs is loaded only for it. */
export async function openLog({
  level,
  logFormat,
  color,
}: Pick<RunOptions, 'level' | 'logFormat' | 'color'>): Promise<Log> {
  if (logFormat === 'text') return new Log(level, new TextOutput(process.stderr, { color }));
  const { JsonOutput } = await import('./json-output.ts');
  return new Log(level, new JsonOutput());
}
