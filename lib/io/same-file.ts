import { type BigIntStats, fstatSync, statSync } from 'node:fs';

/**
 * True if both, each a path or an open descriptor, are one regular file under whatever names. A path
 * that does not exist is no file; two uses of one device or pipe do no harm. Other failures are thrown.
 */
export function sameFile(a: string | number, b: string | number): boolean {
  const [first, second] = [statsOf(a), statsOf(b)];
  if (!first?.isFile() || !second?.isFile()) return false;
  return first.dev === second.dev && first.ino === second.ino;
}

/** True for what can only be written in place, as a device: a path that exists and is no regular file. */
export const isInPlace = (path: string): boolean => statsOf(path)?.isFile() === false;

const statsOf = (file: string | number): BigIntStats | undefined =>
  typeof file === 'number'
    ? fstatSync(file, { bigint: true })
    : statSync(file, { bigint: true, throwIfNoEntry: false });
