import { writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** A file that may run for `limitMs`; `lastWords` are written when it has not ended by then. */
export interface Watch {
  limitMs: number;
  lastWords: string;
}

const stdoutFd = 1;

// A thread of its own, since a busy loop in a test would starve any timer beside it.
let timer: NodeJS.Timeout | undefined;

parentPort?.on('message', ({ limitMs, lastWords }: Watch) => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    writeSync(stdoutFd, lastWords);
    process.kill(process.pid, 'SIGKILL');
  }, limitMs);
});
