import { performance } from 'node:perf_hooks';
import Bottleneck from 'bottleneck';
import { sleep } from './sleep.ts';

/** Leases that begin no closer to one another than an interval; Bottleneck times those that must wait. */
export class Leases {
  readonly #intervalMs: number;
  #bottleneck: Bottleneck;
  #wait = new AbortController();
  /** Of the last lease, on the clock of performance.now. */
  #endsAt = 0;
  /** The last lease was not one of this Bottleneck's. */
  #isUnknown = false;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
    this.#bottleneck = new Bottleneck({ minTime: intervalMs, maxConcurrent: 1 });
  }

  /** The last one has not ended. */
  get isRunning(): boolean {
    return performance.now() < this.#endsAt;
  }

  /** Begins the next one if the last has ended: Bottleneck takes milliseconds even then. */
  begin(): boolean {
    if (this.isRunning) return false;
    this.#count();
    this.#isUnknown = true;
    return true;
  }

  /** True when the next one begins, false when `giveUp` came first; one at a time, and no `begin` meanwhile. */
  async next(): Promise<boolean> {
    const { signal } = this.#wait;
    try {
      if (this.#isUnknown) await sleep(this.#endsAt - performance.now(), signal);
      this.#isUnknown = false;
      await this.#bottleneck.schedule(async () => this.#count());
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  /** Leaves no timer: that of a Bottleneck ends only with it. */
  giveUp(): void {
    this.#wait.abort();
    this.#wait = new AbortController();
    void this.#bottleneck.stop({ dropWaitingJobs: true });
    this.#bottleneck = new Bottleneck({ minTime: this.#intervalMs, maxConcurrent: 1 });
    this.#isUnknown = true;
  }

  /** A timer may fire a little early; the one after pays for it. */
  #count(): void {
    this.#endsAt = Math.max(this.#endsAt, performance.now()) + this.#intervalMs;
  }
}
