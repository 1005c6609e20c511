import { performance } from 'node:perf_hooks';

/** Milliseconds since the simulator's start. */
export type Clock = () => number;

export function startClock(): Clock {
  const start = performance.now();
  return () => performance.now() - start;
}

/** The longest that a timer of Node can wait: 24 days. */
export const maxTimerMs = 2 ** 31 - 1;
