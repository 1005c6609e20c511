import { performance } from 'node:perf_hooks';
import type { Limiter, Release } from '../llm/limiter.ts';
import { limitConcurrency } from '../llm/limiter.ts';
import type { Metrics } from '../metrics.ts';
import type { PipeRecord } from '../record.ts';
import type { Stage, StageContext, StageResult } from '../stages/stage.ts';

/** Runs one stage within its concurrency, and measures it. */
export class StageRunner {
  readonly label: string;
  readonly #stage: Stage;
  readonly #gate: Limiter | undefined;
  readonly #metrics: StageMetrics;

  constructor(stage: Stage, pipeline: string, metrics: Metrics) {
    this.label = stage.label;
    this.#stage = stage;
    this.#gate =
      stage.maxConcurrent === undefined ? undefined : limitConcurrency(stage.maxConcurrent);
    this.#metrics = stageMetrics(metrics, { pipeline, stage: stage.label });
  }

  /** A place in the stage; undefined for one that never waits. */
  enter(signal: AbortSignal): Release | Promise<Release> | undefined {
    return this.#gate?.acquire(signal);
  }

  run(record: PipeRecord, context: StageContext): StageResult | Promise<StageResult> {
    const from = performance.now();
    this.#metrics.recordsIn.inc();
    const result = this.#stage.run(record, context);
    return result instanceof Promise ? this.#wait(result, from) : this.#left(result, from);
  }

  #wait(running: Promise<StageResult>, from: number): Promise<StageResult> {
    const { inProgress } = this.#metrics;
    inProgress.inc();
    return running.then(
      (result) => {
        inProgress.dec();
        return this.#left(result, from);
      },
      (error) => {
        inProgress.dec();
        throw error;
      },
    );
  }

  #left(result: StageResult, from: number): StageResult {
    this.#metrics.duration.observe((performance.now() - from) / 1_000);
    this.#metrics.recordsOut.inc(countOf(result));
    return result;
  }
}

const countOf = (result: StageResult): number =>
  result === undefined ? 0 : Array.isArray(result) ? result.length : 1;

type StageMetrics = ReturnType<typeof stageMetrics>;

/** Looked up once, since they are used for every record. */
function stageMetrics(metrics: Metrics, labels: { pipeline: string; stage: string }) {
  return {
    recordsIn: metrics.stageRecordsIn.labels(labels),
    recordsOut: metrics.stageRecordsOut.labels(labels),
    inProgress: metrics.stageInProgress.labels(labels),
    duration: metrics.stageDuration.labels(labels),
  };
}
