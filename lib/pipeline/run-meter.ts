import { type Metrics, outcomes } from '../metrics.ts';
import type { BatchJob } from './batch-job.ts';
import type { Counts } from './counts.ts';
import type { Executor } from './executor.ts';

/** Carries a run's own figures into the metrics. */
export class RunMeter {
  readonly #job: BatchJob;
  readonly #executor: Executor;
  readonly #told = new Map<string, number>();

  constructor(job: BatchJob, executor: Executor) {
    this.#job = job;
    this.#executor = executor;
    const { metrics, input } = job;
    const labels = { pipeline: job.pipeline.name };
    metrics.runStart.set(labels, Date.now() / 1_000);
    metrics.lastRecord.set(labels, Date.now() / 1_000);
    if (input.sizeBytes !== undefined) metrics.inputSize.set(labels, input.sizeBytes);
  }

  /** To be called when records have ended. */
  update(): void {
    const { pipeline, metrics, input, sink, deadLetter } = this.#job;
    const { counts, unwritten } = this.#executor;
    const labels = { pipeline: pipeline.name };
    metrics.recordsRead.inc(labels, this.#since('read', counts.read));
    metrics.inputBytes.inc(labels, this.#since('input', input.bytesRead));
    metrics.outputBytes.inc(labels, this.#since('output', sink.bytesWritten));
    metrics.deadLetterBytes.inc(labels, this.#since('dead letter', deadLetter.bytes));
    metrics.bufferedRecords.set(labels, unwritten.records);
    metrics.bufferedBytes.set(labels, unwritten.size);
    metrics.lastRecord.set(labels, Date.now() / 1_000);
    this.#countRecords(metrics, counts, pipeline.name);
  }

  #countRecords(metrics: Metrics, counts: Counts, pipeline: string): void {
    for (const outcome of outcomes) {
      metrics.records.inc({ pipeline, outcome }, this.#since(outcome, counts.ended[outcome]));
    }
    for (const [kind, count] of counts.failures) {
      metrics.deadLetterRecords.inc({ pipeline, kind }, this.#since(`failed ${kind}`, count));
    }
  }

  /** How much a figure has grown since the last time. */
  #since(name: string, value: number): number {
    const told = this.#told.get(name) ?? 0;
    this.#told.set(name, value);
    return value - told;
  }
}
