import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../support/needs.ts';

/** Runs `use` with a new folder, which is removed afterwards. */
export async function withFolder(use: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'llm-pipe-io-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same with a path that is always full; a link, so that faulty code cannot move the device. */
export async function withFullDisk(use: (path: string) => Promise<void>): Promise<void> {
  if (!needs('/dev/full', existsSync('/dev/full'))) return;
  await withFolder((folder) => {
    const path = join(folder, 'full');
    symlinkSync('/dev/full', path);
    return use(path);
  });
}
