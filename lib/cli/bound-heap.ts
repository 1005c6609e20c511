import { setFlagsFromString } from 'node:v8';

/** Megabytes, a power of two; V8 would go twice as far, and a stream of records fills whatever there is. */
const youngOption = '--max-semi-space-size';
const youngSize = 32;

/** For the malloc of glibc, which would keep more of the buffers that are freed. */
const malloc = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };

/** What V8 takes to also while it runs. */
const laterOptions = [
  // How much garbage may gather among the older objects, in percent of what is in use.
  '--heap-growing-percent=50',
  // Else V8 takes what most calls hold for long-lived, and makes it among the older objects from then on.
  '--no-allocation-site-pretenuring',
];

/**
 * Keeps the memory of a run small (docs/decisions/2026-11-25-bounded-heap.md). The size of V8's young generation and the
 * settings of malloc can only be given at the start of a process, so a run begins anew with them: same process,
 * arguments, files. Not where the user gives Node a size: then malloc is left alone as well.
 */
export function boundHeap(args: readonly string[]): void {
  if (!args.some((arg) => /^-(\w*p|-pipeline)/.test(arg))) return;
  if (!isSizeGiven() && process.platform !== 'win32') beginAnew(args);
  for (const option of laterOptions) setFlagsFromString(option);
}

function isSizeGiven(): boolean {
  const given = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''];
  return given.some((text) => text.replaceAll('_', '-').includes(youngOption));
}

/** Comes back only where Node cannot. */
function beginAnew(args: readonly string[]): void {
  const { execPath, execArgv, env } = process;
  const [, script = ''] = process.argv;
  const options = [...execArgv, `${youngOption}=${youngSize}`];
  process.execve?.(execPath, [execPath, ...options, script, ...args], { ...malloc, ...env });
}
