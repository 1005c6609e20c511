import { getSystemErrorMessage } from 'node:util';
import { messageOf } from '../errors.ts';

/** The code of a failed system call, such as ENOENT. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** Why a system call failed, in words alone: `no space left on device`. */
export function reasonOf(error: unknown): string {
  if (codeOf(error) === 'EISDIR') return 'is a directory';
  const errno = error instanceof Error && 'errno' in error ? error.errno : undefined;
  return typeof errno === 'number' ? getSystemErrorMessage(errno) : messageOf(error);
}
