import { setTimeout } from 'node:timers/promises';
import { callAborted } from '../errors.ts';

/** @throws UpstreamError `aborted` when the signal comes first */
export async function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(Math.max(0, delayMs), undefined, { signal });
  } catch (reason) {
    throw callAborted(reason);
  }
}
