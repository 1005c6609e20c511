import { Writable } from 'node:stream';
import type { StatusLine } from './status-line.ts';

/** Stdout; where it is a terminal as well, what is written goes above the status line. */
export function besideStatus(
  stdout: Writable & { isTTY?: boolean },
  statusLine: StatusLine | undefined,
): Writable {
  if (!stdout.isTTY || !statusLine) return stdout;
  // A failure is passed on below.
  stdout.on('error', () => {});
  return new Writable({
    write(chunk, _encoding, done) {
      statusLine.above(() => stdout.write(chunk, done));
    },
  });
}
