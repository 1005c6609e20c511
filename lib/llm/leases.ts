import Bottleneck from 'bottleneck';
import { sleep } from './sleep.ts';

/** Leases that begin no closer to one another than an interval, timed by Bottleneck. */
export class Leases {
  readonly #intervalMs: number;
  #bottleneck: Bottleneck;
  #wait = new AbortController();
  /** Of the last lease, on the clock of performance.now. */
  #endsAt = 0;
  #isFresh = false;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
    this.#bottleneck = new Bottleneck({ minTime: intervalMs, maxConcurrent: 1 });
  }

  /** The last one has not ended. */
  get isRunning(): boolean {
    return performance.now() < this.#endsAt;
  }

  /** True when the next one begins, false when `giveUp` came first; one at a time. */
  async next(): Promise<boolean> {
    const { signal } = this.#wait;
    try {
      if (this.#isFresh) await sleep(this.#endsAt - performance.now(), signal);
      this.#isFresh = false;
      await this.#bottleneck.schedule(async () => {
        this.#endsAt = performance.now() + this.#intervalMs;
      });
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  /** Leaves no timer: that of a Bottleneck ends only with it, and a new one knows of no last lease. */
  giveUp(): void {
    this.#wait.abort();
    this.#wait = new AbortController();
    void this.#bottleneck.stop({ dropWaitingJobs: true });
    this.#bottleneck = new Bottleneck({ minTime: this.#intervalMs, maxConcurrent: 1 });
    this.#isFresh = true;
  }
}
