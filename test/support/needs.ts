const skipped: string[] = [];

/** Comes first in a test, once: false, after counting a skip, where what it needs is absent. */
export function needs(what: string, isPresent: boolean): boolean {
  if (!isPresent) skipped.push(what);
  return isPresent;
}

/** What was missing since the last call, once per skipped test. */
export const takeSkipped = (): string[] => skipped.splice(0);
