import { RecordError } from '../errors.ts';
import { type CallTrace, newTrace } from '../llm/handler.ts';
import type { Release } from '../llm/limiter.ts';
import type { Metrics } from '../metrics.ts';
import type { PipeRecord } from '../record.ts';
import type { StageContext } from '../stages/stage.ts';
import type { Pipeline } from './build.ts';
import { StageRunner } from './stage-runner.ts';

/** How far a record has come, for the dead letter. */
export interface Whereabouts {
  stage: string | undefined;
  trace: CallTrace | undefined;
}

/** The stages of a pipeline in a row, each with its own concurrency. */
export class StageChain {
  readonly #runners: readonly StageRunner[];
  readonly #context: Omit<StageContext, 'trace'>;

  constructor({ name, stages }: Pipeline, metrics: Metrics, context: Omit<StageContext, 'trace'>) {
    this.#runners = stages.map((stage) => new StageRunner(stage, name, metrics));
    this.#context = context;
  }

  /** What comes out of the last stage for a record: itself, its parts, or nothing. @throws what a stage throws */
  through(record: PipeRecord, whereabouts: Whereabouts): Promise<PipeRecord[]> {
    return this.#throughFrom(0, record, whereabouts);
  }

  /** Keeps its place in one stage until there is one in the next, so that a slow stage holds the others back. */
  async #throughFrom(
    from: number,
    record: PipeRecord,
    whereabouts: Whereabouts,
  ): Promise<PipeRecord[]> {
    let held: Release | undefined;
    try {
      for (let at = from; at < this.#runners.length; at += 1) {
        const runner = this.#runners[at];
        if (!runner) break;
        whereabouts.stage = runner.label;
        const place = runner.enter(this.#context.signal);
        if (place) {
          const entered = place instanceof Promise ? await place : place;
          held?.();
          held = entered;
        }
        whereabouts.trace = newTrace();
        const running = runner.run(record, { ...this.#context, trace: whereabouts.trace });
        const result = running instanceof Promise ? await running : running;
        if (result === undefined) return [];
        if (result === record) continue;
        return await this.#allThroughFrom(at + 1, [result].flat(), whereabouts);
      }
      return [record];
    } finally {
      held?.();
    }
  }

  /** Waits for every part of a record, so that none is under way once another has failed. */
  async #allThroughFrom(
    from: number,
    parts: readonly PipeRecord[],
    whereabouts: Whereabouts,
  ): Promise<PipeRecord[]> {
    const failures: { own: Whereabouts; error: unknown }[] = [];
    const through = async (part: PipeRecord): Promise<PipeRecord[]> => {
      const own = { ...whereabouts };
      try {
        return await this.#throughFrom(from, part, own);
      } catch (error) {
        failures.push({ own, error });
        return [];
      }
    };
    const records = (await Promise.all(parts.map(through))).flat();
    const worst = failures.find(({ error }) => !(error instanceof RecordError)) ?? failures[0];
    if (!worst) return records;
    whereabouts.stage = worst.own.stage;
    whereabouts.trace = worst.own.trace;
    throw worst.error;
  }
}
