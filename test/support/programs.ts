import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** True if a program of this name is found as a shell finds it. */
export const hasProgram = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => isExecutable(join(folder, name)));

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
