import type { Allowance } from './allowance.ts';

/** Holds what one period allows (at least 1, unless that is 0), is full at first and fills evenly. */
export class TokenBucket implements Allowance {
  readonly #periodMs: number;
  #limit: number;
  #level: number;
  #filledAtMs: number;

  constructor(limit: number, periodMs: number, nowMs: number) {
    this.#periodMs = periodMs;
    this.#limit = limit;
    this.#level = this.capacity;
    this.#filledAtMs = nowMs;
  }

  get limit(): number {
    return this.#limit;
  }

  get capacity(): number {
    return this.#limit === 0 ? 0 : Math.max(1, this.#limit);
  }

  advance(nowMs: number): void {
    const filled = this.#level + (nowMs - this.#filledAtMs) * this.#perMs;
    this.#level = Math.min(this.capacity, filled);
    this.#filledAtMs = nowMs;
  }

  take(amount: number): void {
    this.#level -= amount;
  }

  settle(difference: number): void {
    this.#level -= difference;
  }

  waitMs(amount: number): number {
    const missing = amount - this.#level;
    return missing <= 0 ? 0 : missing / this.#perMs;
  }

  /** A closed bucket knows no reset, which is told as 0. */
  resetMs(): number {
    return this.#limit === 0 ? 0 : (this.capacity - this.#level) / this.#perMs;
  }

  remaining(): number {
    return Math.max(0, Math.floor(this.#level));
  }

  change(limit: number): void {
    this.#limit = limit;
  }

  get #perMs(): number {
    return this.#limit / this.#periodMs;
  }
}
