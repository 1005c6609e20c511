/** Finds the most events within any window of a given length. */
export interface PeakRate {
  /** One event; `atMs` never falls from call to call. */
  add(atMs: number): void;
  worst(): number;
}

/** Exact up to `capacity` events per window, which is also what it remembers; more count as `capacity`. */
export function createPeakRate(windowMs: number, capacity = 65_536): PeakRate {
  const times = new Float64Array(capacity);
  let oldest = 0;
  let next = 0;
  let worst = 0;

  const isOutside = (index: number, atMs: number): boolean =>
    next - index === capacity || (times[index % capacity] ?? 0) <= atMs - windowMs;

  return {
    add(atMs) {
      while (oldest < next && isOutside(oldest, atMs)) oldest++;
      times[next % capacity] = atMs;
      next++;
      worst = Math.max(worst, next - oldest);
    },
    worst: () => worst,
  };
}
