import { performance } from 'node:perf_hooks';
import type { Cell } from '../metric-series.ts';
import type { Metrics } from '../metrics.ts';

/** Why no record is admitted: all places are taken, or too much waits to be written. */
export type Obstacle = 'stages' | 'output' | 'reorder';

/** Adds up how long the output and the ordering window keep the input waiting. */
export class BackpressureMeter {
  readonly #cells: Partial<Record<Obstacle, Cell>>;
  /** Of what is in the way now. */
  #cell: Cell | undefined;
  #from = 0;

  constructor(metrics: Metrics, pipeline: string) {
    const cell = (side: Obstacle) => metrics.backpressureWait.labels({ pipeline, side });
    this.#cells = { output: cell('output'), reorder: cell('reorder') };
  }

  /** From now on this is in the way, undefined: nothing. */
  note(obstacle: Obstacle | undefined): void {
    const cell = obstacle && this.#cells[obstacle];
    if (cell === this.#cell) return;
    const now = performance.now();
    this.#cell?.inc((now - this.#from) / 1_000);
    this.#cell = cell;
    this.#from = now;
  }
}
