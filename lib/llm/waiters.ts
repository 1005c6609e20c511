import Denque from 'denque';
import { callAborted } from '../errors.ts';

interface Waiter {
  resolve: () => void;
  isWaiting: boolean;
}

/** A queue of callers, woken in the order in which they came; it is as long as there are callers. */
export class Waiters {
  /** May hold waiters that have left. */
  readonly #queue = new Denque<Waiter>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Resolves when woken. @throws UpstreamError `aborted` when the signal comes first */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(callAborted(signal.reason));
      const leave = () => {
        this.#remove(waiter);
        reject(callAborted(signal.reason));
      };
      const waiter = {
        isWaiting: true,
        resolve: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.push(waiter);
      this.#size += 1;
    });
  }

  /** False when nobody waits. */
  wakeOne(): boolean {
    let waiter = this.#queue.shift();
    while (waiter && !waiter.isWaiting) waiter = this.#queue.shift();
    if (!waiter) return false;
    this.#remove(waiter);
    waiter.resolve();
    return true;
  }

  #remove(waiter: Waiter): void {
    waiter.isWaiting = false;
    this.#size -= 1;
  }
}
