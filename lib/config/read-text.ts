import { readFile } from 'node:fs/promises';
import { messageOf, UsageError } from '../errors.ts';

/** The text of a file that the user names. @throws UsageError when it cannot be read */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`cannot read ${file}: ${readFault(cause)}`, { cause });
  }
}

const readFaults: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

function readFault(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return readFaults[code] ?? messageOf(error);
}
