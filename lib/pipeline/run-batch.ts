import highland from 'highland';
import type { LlmPipeError } from '../errors.ts';
import type { Batch } from '../io/bad-record.ts';
import { recordLine } from '../io/record-line.ts';
import type { BatchJob } from './batch-job.ts';
import type { Counts } from './counts.ts';
import { Executor } from './executor.ts';
import { RunMeter } from './run-meter.ts';
import type { Group } from './window.ts';

/** How a run is told to end early. */
export interface RunSignals {
  /** Takes no more records; what is under way is finished. */
  drain: AbortSignal;
  /** Gives up the calls under way too. */
  abort: AbortSignal;
}

export interface RunResult {
  counts: Counts;
  /** Why the run stopped early, if it did for a reason of its own. */
  failure: LlmPipeError | undefined;
  /** The input was read to its end and every record has ended. */
  isComplete: boolean;
}

/** Runs to the end of the input, or until it must stop; settles when everything is written and closed. */
export async function runBatch(job: BatchJob, signals: RunSignals): Promise<RunResult> {
  const { pipeline, input, sink, deadLetter, order, halt, metrics } = job;
  const executor = new Executor({
    pipeline,
    order,
    deadLetter,
    halt,
    metrics,
    lineOf: job.lineOf ?? recordLine,
    once: job.once ?? ((_key, call) => call()),
    onStop: () => input.close(),
  });
  const meter = new RunMeter(job, executor);
  job.onStart?.(executor.counts);
  void sink.broken.then((error) => executor.abort(error));
  const unlisten = [
    listen(signals.drain, () => executor.stop()),
    listen(signals.abort, () => executor.abort()),
  ];

  await highland<Batch>(pull(input.batches))
    .through((batches) => executor.run(batches))
    .consume<never>(writeTo(job, executor, meter))
    .collect()
    .toPromise(Promise);

  for (const stop of unlisten) stop();
  const isComplete = await close(job, executor);
  meter.update();
  return { counts: executor.counts, failure: executor.failure, isComplete };
}

/** Gives a batch when it is asked for one. */
function pull(batches: AsyncIterable<Batch>) {
  const iterator = batches[Symbol.asyncIterator]();
  return (push: Push<Batch>, next: () => void): void => {
    void iterator.next().then(
      ({ done, value }) => {
        push(null, done ? highland.nil : value);
        if (!done) next();
      },
      (error) => {
        push(error);
        push(null, highland.nil);
      },
    );
  };
}

type Push<T> = (error: Error | null, value?: T | Highland.Nil) => void;

/** Writes each group and asks for the next when the reader has taken enough. */
function writeTo({ sink, head }: BatchJob, executor: Executor, meter: RunMeter) {
  let hasBegun = false;
  const write = (bytes: Buffer): Promise<void> | undefined => {
    const first = hasBegun ? undefined : head?.();
    hasBegun = true;
    return sink.write(first === undefined ? bytes : Buffer.concat([Buffer.from(first), bytes]));
  };
  return (
    _error: Error,
    group: Group | Highland.Nil,
    push: Push<never>,
    next: () => void,
  ): void => {
    if (highland.isNil(group)) {
      push(null, highland.nil);
      return;
    }
    const settle = (isWritten: boolean) => {
      executor.settle(group, isWritten);
      meter.update();
      next();
    };
    const wait = group.bytes.length === 0 ? undefined : write(group.bytes);
    if (wait !== undefined) {
      void wait.then(
        () => settle(true),
        () => settle(false),
      );
    } else settle(true);
  };
}

/** An output that is not whole keeps its provisional name. True when it is. */
async function close({ sink, deadLetter }: BatchJob, executor: Executor): Promise<boolean> {
  const endOutput = () => (executor.isStopped ? sink.abandon() : sink.finish());
  for (const end of [() => deadLetter.close(), endOutput]) {
    try {
      await end();
    } catch (error) {
      executor.halt(error);
    }
  }
  return !executor.isStopped;
}

/** Runs the action when the signal is aborted, also if it already is. Returns how to undo that. */
function listen(signal: AbortSignal, action: () => void): () => void {
  if (signal.aborted) action();
  else signal.addEventListener('abort', action, { once: true });
  return () => signal.removeEventListener('abort', action);
}
