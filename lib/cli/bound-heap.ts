import { setFlagsFromString } from 'node:v8';

/** Megabytes; V8 would go up to five times that, and a stream of records fills whatever there is. */
const youngOption = '--max-semi-space-size';
const youngSize = 24;

/** What V8 takes to also while it runs. */
const laterOptions = [
  // How much garbage may gather among the older objects, in percent of what is in use.
  '--heap-growing-percent=50',
  // Else V8 takes what most calls hold for long-lived, and makes it among the older objects from then on.
  '--no-allocation-site-pretenuring',
];

/** For the malloc of glibc, which would keep more of the buffers that are freed. */
const malloc = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };

/**
 * Keeps the memory of a run small (docs/decisions/2026-11-25-bounded-heap.md). Some of what that takes can only be given at
 * the start of a process, so a run begins anew with it: same process, arguments, files.
 */
export function boundHeap(args: readonly string[]): void {
  if (!args.some((arg) => /^-(\w*p|-pipeline)/.test(arg))) return;
  for (const option of laterOptions) setFlagsFromString(option);
  const { execArgv, env } = process;
  const isGiven = [...execArgv, env['NODE_OPTIONS'] ?? ''].some((text) =>
    text.includes(youngOption),
  );
  if (isGiven) return;
  const [, script = ''] = process.argv;
  const options = [...execArgv, `${youngOption}=${youngSize}`];
  const command = [process.execPath, ...options, script, ...args];
  process.execve?.(process.execPath, command, { ...malloc, ...env });
}
