import { writeFile } from 'node:fs/promises';
import { reasonOf } from '../io/system-error.ts';
import type { Figures } from './figures.ts';
import type { Log } from './log.ts';
import type { Receipt } from './receipt.ts';

/** Writes the receipt with all metrics as JSON. A failure is told; it never changes the exit code. */
export async function writeSummary(
  path: string,
  receipt: Receipt,
  figures: Figures,
  log: Log,
): Promise<void> {
  const metrics = Object.fromEntries([...figures].map(([name, { value }]) => [name, value]));
  try {
    await writeFile(path, `${JSON.stringify({ ...receipt, metrics }, undefined, 2)}\n`);
  } catch (error) {
    log.error(`llm-pipe: cannot write ${path}: ${reasonOf(error)}`);
  }
}
