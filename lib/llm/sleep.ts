import { setTimeout } from 'node:timers/promises';
import { callAborted } from '../errors.ts';

/** A timer set for longer would end at once. */
const maxDelayMs = 2 ** 31 - 1;

/** At most 24 days; leaves no timer. @throws UpstreamError `aborted` when the signal comes first */
export async function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  const boundedMs = Math.min(Math.max(0, delayMs), maxDelayMs);
  await setTimeout(boundedMs, undefined, { signal }).catch(() => {
    throw callAborted(signal.reason);
  });
}
