/**
 * How much may pass by time: a bucket or a window. Times are milliseconds since the simulator's start and
 * never run backwards; `advance` comes before anything else is asked.
 */
export interface Allowance {
  /** What one period allows. */
  readonly limit: number;
  /** The most that may ever pass at once. */
  readonly capacity: number;
  advance(nowMs: number): void;
  take(amount: number): void;
  /** More or less (negative) was used in the end than was taken at `takenAtMs`; more may leave a debt. */
  settle(difference: number, takenAtMs: number): void;
  /** Until the amount may pass: 0 if it may now, infinite while nothing may. */
  waitMs(amount: number): number;
  /** Until all of it may pass again. */
  resetMs(): number;
  /** Whole units that may pass now. */
  remaining(): number;
  /** From the time of the last `advance` on; what was taken stays taken. */
  change(limit: number): void;
}
