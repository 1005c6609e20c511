import { Leases } from './leases.ts';
import { Waiters } from './waiters.ts';

/** Gives the permit back; calling it again changes nothing. */
export type Release = () => void;

/** Grants permits for attempts, first come first served. */
export interface Limiter {
  /** At once where one is free, else a promise. @throws UpstreamError `aborted` */
  acquire(signal: AbortSignal): Release | Promise<Release>;
}

/** At most `maxConcurrent` permits are out at any time. */
export function limitConcurrency(maxConcurrent: number): Limiter {
  const waiters = new Waiters();
  let free = maxConcurrent;

  const grant = (): Release => {
    let isOut = true;
    return () => {
      if (!isOut) return;
      isOut = false;
      if (!waiters.wakeOne()) free += 1;
    };
  };

  return {
    acquire(signal) {
      if (free > 0) {
        free -= 1;
        return grant();
      }
      return waiters.wait(signal).then(grant);
    },
  };
}

const leasesPerSecond = 100;
const singlePermitsUpTo = 200;
const nothingToRelease: Release = () => {};

/**
 * At most `perSecond` permits in any second plus those of one lease. Bottleneck runs about 400 jobs a
 * second, so above 200/s one of its jobs grants a lease of several permits.
 */
export function limitRate(perSecond: number): Limiter {
  const permitsPerLease =
    perSecond <= singlePermitsUpTo ? 1 : Math.ceil(perSecond / leasesPerSecond);
  const leases = new Leases((permitsPerLease * 1_000) / perSecond);
  const waiters = new Waiters();
  let permits = 0;
  let isRefilling = false;

  /** What a lease has left ends with it. */
  const hasPermit = (): boolean => {
    if (isRefilling) return false;
    if (leases.begin()) permits = permitsPerLease;
    return permits > 0;
  };

  const refill = async (): Promise<void> => {
    isRefilling = true;
    while (waiters.size > 0) {
      if (!(await leases.next())) continue;
      permits = permitsPerLease;
      while (permits > 0 && waiters.wakeOne()) permits -= 1;
    }
    isRefilling = false;
  };

  const takeTurn = async (signal: AbortSignal): Promise<Release> => {
    try {
      await waiters.wait(signal);
      return nothingToRelease;
    } catch (error) {
      if (isRefilling && waiters.size === 0) leases.giveUp();
      throw error;
    }
  };

  return {
    acquire(signal) {
      if (hasPermit() && !signal.aborted) {
        permits -= 1;
        return nothingToRelease;
      }
      const turn = takeTurn(signal);
      if (!isRefilling) void refill();
      return turn;
    },
  };
}
