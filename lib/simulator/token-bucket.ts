/** Holds one period's worth of requests (at least 1), is full at first and fills evenly. */
export class TokenBucket {
  readonly name: string;
  readonly limit: number;
  readonly #capacity: number;
  readonly #perMs: number;
  #tokens: number;
  #filledAtMs: number | undefined;

  constructor(name: string, limit: number, periodMs: number) {
    this.name = name;
    this.limit = limit;
    this.#capacity = Math.max(1, limit);
    this.#perMs = limit / periodMs;
    this.#tokens = this.#capacity;
  }

  /** Call before anything else is asked; the clock never runs backwards. */
  refill(nowMs: number): void {
    const elapsedMs = nowMs - (this.#filledAtMs ?? nowMs);
    this.#tokens = Math.min(this.#capacity, this.#tokens + elapsedMs * this.#perMs);
    this.#filledAtMs = nowMs;
  }

  take(): void {
    this.#tokens--;
  }

  /** Until one request may pass; 0 if it may now. */
  waitMs(): number {
    return Math.max(0, 1 - this.#tokens) / this.#perMs;
  }

  /** Until the bucket is full. */
  resetMs(): number {
    return (this.#capacity - this.#tokens) / this.#perMs;
  }

  /** Whole requests that may pass now. */
  remaining(): number {
    return Math.floor(this.#tokens);
  }
}
