import type { Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Clock, maxTimerMs } from './clock.ts';
import { type Address, listen, shut } from './listening.ts';
import type { Span } from './schedule.ts';

const portTakenMs = 100;

/** Shuts the server for each outage and opens it again at its address; ends early, and well, on abort. */
export async function runOutages(
  server: Server,
  address: Address,
  outages: readonly Span[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const { startMs, endMs } of outages) {
      await waitUntil(startMs, clock, signal);
      await shut(server);
      await waitUntil(endMs, clock, signal);
      await reopen(server, address, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function waitUntil(atMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let leftMs = atMs - clock(); leftMs > 0; leftMs = atMs - clock()) {
    await setTimeout(Math.min(leftMs, maxTimerMs), undefined, { signal });
  }
}

/** Somebody else may have the port by now. Until they leave, clients meet no simulator: the outage goes on. */
async function reopen(server: Server, address: Address, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await listen(server, address);
    } catch (error) {
      if (!isPortTaken(error)) throw error;
      await setTimeout(portTakenMs, undefined, { signal });
    }
  }
}

const isPortTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
