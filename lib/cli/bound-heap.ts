import { setFlagsFromString } from 'node:v8';

/** Megabytes; V8 would go up to four times that, and a stream of records fills whatever there is. */
const youngOption = '--max-semi-space-size';
const youngSize = 16;
/** How much garbage may gather among the older objects, in percent of what is in use. */
const growthOption = '--heap-growing-percent=60';

/**
 * Keeps the memory of a run small, at the price of CPU (docs/decisions/2026-11-25-bounded-heap.md). The size of V8's young generation can only be
 * given at the start of a process, so a run begins anew with it: same process, arguments, files.
 */
export function boundHeap(args: readonly string[]): void {
  if (!args.some((arg) => /^(-p|--pipeline)/.test(arg))) return;
  setFlagsFromString(growthOption);
  const { execArgv, env } = process;
  const isGiven = [...execArgv, env['NODE_OPTIONS'] ?? ''].some((text) =>
    text.includes(youngOption),
  );
  if (isGiven) return;
  const [, script = ''] = process.argv;
  const options = [...execArgv, `${youngOption}=${youngSize}`];
  process.execve?.(process.execPath, [process.execPath, ...options, script, ...args], env);
}
