import type { Input } from '../io/input.ts';
import type { Cell } from '../metric-series.ts';
import type { Metrics } from '../metrics.ts';
import { Counts } from '../pipeline/counts.ts';
import { RecentRate } from './recent-rate.ts';

/** How a run stands at one moment; the same facts for people and in JSON logs. */
export interface RunStatus {
  seconds: number;
  read: number;
  /** Written, failed or filtered. */
  done: number;
  written: number;
  failed: number;
  filtered: number;
  /** Records done per second, of late. */
  per_second: number;
  /** Attempts under way. */
  in_flight: number;
  /** Answers 429. */
  rate_limited: number;
  cost_usd: number;
  /** Part of the input that is done, from 0 to 1; null where its size is not known. */
  share: number | null;
  eta_seconds: number | null;
}

const samplePeriodMs = 1_000;

/** What a run is seen through. */
interface Observed {
  counts: Counts;
  input: Pick<Input, 'bytesRead' | 'sizeBytes'>;
}

/** Sees at any time how a run stands, also before its start and after its end. */
export class RunObserver {
  readonly #metrics: Metrics;
  /** Of an input that is not read as a whole the size tells nothing about the end. */
  #readsAll: boolean;
  readonly #startedAt = performance.now();
  readonly #rate = new RecentRate(this.#startedAt);
  #observed: Observed = { counts: new Counts(), input: { bytesRead: 0, sizeBytes: undefined } };
  #timer: NodeJS.Timeout | undefined;

  constructor(metrics: Metrics, { readsAll }: { readsAll: boolean }) {
    this.#metrics = metrics;
    this.#readsAll = readsAll;
  }

  start(counts: Counts, input: Observed['input']): void {
    this.#observed = { counts, input };
    this.#timer = setInterval(() => this.#rate.note(performance.now(), this.#done), samplePeriodMs);
    this.#timer.unref();
  }

  /** No more records are taken from the input. */
  drain(): void {
    this.#readsAll = false;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  read(): RunStatus {
    const now = performance.now();
    const { read, ended } = this.#observed.counts;
    const { requests, requestsInFlight, cost } = this.#metrics;
    const done = this.#done;
    const perSecond = this.#rate.at(now, done);
    const total = this.#estimateTotal();
    return {
      seconds: (now - this.#startedAt) / 1_000,
      read,
      done,
      written: ended.written,
      failed: ended.failed,
      filtered: ended.filtered,
      per_second: perSecond,
      in_flight: sum(requestsInFlight.cells),
      rate_limited: sum([...requests.cells].filter(({ labels }) => labels.status === '429')),
      cost_usd: sum(cost.cells),
      share: total === undefined ? null : Math.min(1, done / total),
      eta_seconds:
        total === undefined || perSecond === 0 ? null : Math.max(0, total - done) / perSecond,
    };
  }

  get #done(): number {
    const { written, failed, filtered } = this.#observed.counts.ended;
    return written + failed + filtered;
  }

  /** All records, were the rest of the input's bytes as those of the records taken from it so far. */
  #estimateTotal(): number | undefined {
    const { counts, input } = this.#observed;
    if (!this.#readsAll || input.sizeBytes === undefined || counts.taken === 0) return undefined;
    return (input.sizeBytes / input.bytesRead) * counts.taken;
  }
}

function sum(cells: Iterable<Cell>): number {
  let total = 0;
  for (const { value } of cells) total += value;
  return total;
}
