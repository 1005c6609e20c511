import highland from 'highland';
import type { BadRecord, Batch } from '../../lib/io/bad-record.ts';
import type { DeadLetter } from '../../lib/io/dead-letter.ts';
import { recordLine } from '../../lib/io/record-line.ts';
import { createMetrics, type Metrics } from '../../lib/metrics.ts';
import { Executor } from '../../lib/pipeline/executor.ts';
import type { HaltCondition } from '../../lib/pipeline/halt.ts';
import type { Group } from '../../lib/pipeline/window.ts';
import { PipeRecord } from '../../lib/record.ts';
import type { Stage } from '../../lib/stages/stage.ts';

/** An input whose batches a test hands over as it likes. */
export class Feed {
  readonly #waiting: Batch[] = [];
  #isOver = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  push(batch: Batch): void {
    this.#waiting.push(batch);
    this.#wake?.();
  }

  end(error?: Error): void {
    this.#isOver = true;
    this.#error = error;
    this.#wake?.();
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    for (;;) {
      const batch = this.#waiting.shift();
      if (batch) yield batch;
      else if (this.#error) throw this.#error;
      else if (this.#isOver) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

export const recordAt = (index: number, raw = `{"id":${index}}`): PipeRecord =>
  new PipeRecord(index, { file: 'in.jsonl', line: index + 1 }, raw);

/** One batch of records `{"id":0}`, `{"id":1}` and so on. */
export const batchOf = (count: number): PipeRecord[] =>
  Array.from({ length: count }, (_, index) => recordAt(index));

/** The number that batchOf has given a record. */
export const idOf = ({ index }: PipeRecord): number => index;

/** A stage that does this with each record. */
export const stageOf = (
  run: Stage['run'],
  { label = 'stage', maxConcurrent }: { label?: string; maxConcurrent?: number } = {},
): Stage => ({ label, maxConcurrent, run });

/** A dead letter in memory. */
export class DeadLetters implements DeadLetter {
  readonly path = 'memory';
  readonly lines: string[] = [];
  bytes = 0;

  get count(): number {
    return this.lines.length;
  }

  write(line: string): void | Promise<void> {
    this.lines.push(line);
    this.bytes += line.length;
  }

  async close(): Promise<void> {}
}

export interface DriveOptions {
  stages: readonly Stage[];
  order?: 'input' | 'none';
  /** Default: at once, and well. */
  write?: (text: string) => Promise<boolean>;
  deadLetter?: DeadLetter;
  halt?: HaltCondition;
  lineOf?: (record: PipeRecord) => string;
  onStop?: () => void;
}

/** An executor at work. */
export interface Drive {
  executor: Executor;
  feed: Feed;
  metrics: Metrics;
  /** The lines of output so far, without line feeds. */
  lines: string[];
  /** Settles when all records have ended. */
  done: Promise<unknown>;
}

/** Runs an executor between a feed and a list of lines. */
export function drive({
  stages,
  order = 'input',
  write = async () => true,
  deadLetter = new DeadLetters(),
  halt,
  lineOf = recordLine,
  onStop = () => {},
}: DriveOptions): Drive {
  const feed = new Feed();
  const metrics = createMetrics();
  const lines: string[] = [];
  const executor = new Executor({
    pipeline: { name: 'p', stages },
    order,
    lineOf,
    deadLetter,
    halt,
    metrics,
    once: (_key, call) => call(),
    onStop() {
      onStop();
      feed.end();
    },
  });
  const take = async (group: Group) => {
    const isWritten = await write(String(group.bytes));
    if (isWritten) lines.push(...String(group.bytes).split('\n').slice(0, -1));
    executor.settle(group, isWritten);
  };
  const done = executor
    .run(sourceOf(feed))
    .consume<never>((_error, group, push, next) => {
      if (highland.isNil(group)) push(null, highland.nil);
      else void take(group).then(next);
    })
    .collect()
    .toPromise(Promise);
  return { executor, feed, metrics, lines, done };
}

function sourceOf(feed: Feed): Highland.Stream<Batch> {
  const batches = feed.batches();
  return highland<Batch>((push, next) => {
    void batches.next().then(
      ({ done, value }) => {
        push(null, done ? highland.nil : value);
        if (!done) next();
      },
      (error) => {
        push(error);
        push(null, highland.nil);
      },
    );
  });
}

/** Gives the executor these records and nothing more, and waits for its end. */
export async function driveAll(
  options: DriveOptions,
  records: readonly (PipeRecord | BadRecord)[],
): Promise<Drive> {
  const driven = drive(options);
  if (records.length > 0) driven.feed.push(records);
  driven.feed.end();
  await driven.done;
  return driven;
}
