import type { Allowance } from './allowance.ts';

/** Counts from 0 in each period; all begin at multiples of it. A limit that is not whole is rounded up. */
export class FixedWindow implements Allowance {
  readonly #periodMs: number;
  #limit: number;
  #used = 0;
  #startMs = 0;
  #nowMs = 0;

  constructor(limit: number, periodMs: number, nowMs: number) {
    this.#periodMs = periodMs;
    this.#limit = limit;
    this.advance(nowMs);
  }

  get limit(): number {
    return this.#limit;
  }

  get capacity(): number {
    return Math.ceil(this.#limit);
  }

  advance(nowMs: number): void {
    const startMs = nowMs - (nowMs % this.#periodMs);
    if (startMs > this.#startMs) this.#used = 0;
    this.#startMs = startMs;
    this.#nowMs = nowMs;
  }

  take(amount: number): void {
    this.#used += amount;
  }

  /** What was taken in an earlier window is forgotten with it, and only more than that counts in this one. */
  settle(difference: number, takenAtMs: number): void {
    if (difference > 0 || takenAtMs >= this.#startMs) this.#used += difference;
  }

  waitMs(amount: number): number {
    if (this.#used + amount <= this.capacity) return 0;
    return this.capacity === 0 ? Number.POSITIVE_INFINITY : this.resetMs();
  }

  resetMs(): number {
    return this.#startMs + this.#periodMs - this.#nowMs;
  }

  remaining(): number {
    return Math.max(0, this.capacity - this.#used);
  }

  change(limit: number): void {
    this.#limit = limit;
  }
}
