import highland from 'highland';
import { type FailureKind, LlmPipeError, messageOf, RecordError, StopError } from '../errors.ts';
import { BadRecord, type Batch } from '../io/bad-record.ts';
import { type DeadLetter, deadLetterLine } from '../io/dead-letter.ts';
import type { Once } from '../llm/handler.ts';
import type { Metrics } from '../metrics.ts';
import { PipeRecord } from '../record.ts';
import { BackpressureMeter, type Obstacle } from './backpressure-meter.ts';
import type { Pipeline } from './build.ts';
import { Counts } from './counts.ts';
import { describeFailure } from './describe-failure.ts';
import { type HaltCondition, haltReason } from './halt.ts';
import { StageChain, type Whereabouts } from './stage-chain.ts';
import { type Group, OrderedWindow, type Slot, UnorderedWindow, type Window } from './window.ts';

const leastWindowRecords = 4_096;
const windowRecordsPerCall = 64;
/** Bytes of finished records, characters of those under way. */
const windowSize = 64 * 1024 * 1024;

/** Failures of an account or a budget: every further call would fail likewise. */
const haltingKinds: ReadonlySet<FailureKind> = new Set(['auth', 'quota_exceeded', 'budget']);

export interface ExecutorOptions {
  pipeline: Pipeline;
  order: 'input' | 'none';
  /** A finished record as its line of output, with the line feed. */
  lineOf(record: PipeRecord): string;
  deadLetter: DeadLetter;
  once: Once;
  /** When failed records end the run; undefined: never. */
  halt?: HaltCondition | undefined;
  metrics: Metrics;
  /** Called once, when no more records are taken before the input's end. */
  onStop(): void;
}

/** One record on its way. */
interface Flight extends Whereabouts {
  slot: Slot;
  record: PipeRecord | BadRecord;
}

/**
 * Takes batches of records through the stages, each record independent of its batch. Between admission
 * and writing a record stands in the window: while that is full, or the reader behind the output rests,
 * nothing more is taken from the input.
 */
export class Executor {
  readonly counts = new Counts();
  /** Why the run could not go on, apart from records that failed. */
  failure: LlmPipeError | undefined;
  readonly #options: ExecutorOptions;
  readonly #stages: StageChain;
  readonly #window: Window;
  readonly #backpressure: BackpressureMeter;
  readonly #windowRecords: number;
  readonly #maxRunning: number;
  readonly #drain = new AbortController();
  readonly #abort = new AbortController();
  #running = 0;
  #isStopped = false;
  #hasInputEnded = false;
  #flush: NodeJS.Immediate | undefined;
  #taker: ((group: Group | undefined) => void) | undefined;
  /** The batch from which records are admitted, and the next one's place in it. */
  #batch: Batch = [];
  #at = 0;
  #nextBatch: (() => void) | undefined;

  constructor(options: ExecutorOptions) {
    const { pipeline, metrics, order, once } = options;
    this.#options = options;
    this.#stages = new StageChain(pipeline, metrics, {
      signal: this.#abort.signal,
      drain: this.#drain.signal,
      once,
    });
    this.#window = order === 'input' ? new OrderedWindow() : new UnorderedWindow();
    const inFlight = pipeline.stages.reduce((sum, stage) => sum + (stage.maxConcurrent ?? 0), 0);
    this.#maxRunning = Math.max(1, inFlight);
    this.#windowRecords = Math.max(leastWindowRecords, inFlight * windowRecordsPerCall);
    this.#backpressure = new BackpressureMeter(metrics, pipeline.name);
  }

  /** Groups of finished records for the batches that come in. */
  run(batches: Highland.Stream<Batch>): Highland.Stream<Group> {
    batches
      .consume<never>((error, batch, push, next) => {
        if (error) this.halt(error);
        if (highland.isNil(batch)) {
          this.#hasInputEnded = true;
          this.#scheduleFlush();
          push(null, highland.nil);
        } else if (error) next();
        else this.#take(batch, next);
      })
      .resume();
    return highland<Group>((push, next) => {
      void this.#give().then((group) => {
        push(null, group ?? highland.nil);
        if (group) next();
      });
    });
  }

  /** True once no more records are taken, although the input may have some. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Takes no more records; those under way are finished. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#drain.abort();
    this.#options.onStop();
    this.#admit();
  }

  /** Stops, and gives up the calls under way. */
  abort(error?: unknown): void {
    if (error) this.halt(error);
    this.stop();
    this.#abort.abort(error);
  }

  /** Stops because of an error that concerns the whole run; the first one counts. */
  halt(error: unknown): void {
    this.failure ??= toStopError(error);
    this.stop();
  }

  /** A group has been written, or cannot be. */
  settle(group: Group, isWritten: boolean): void {
    for (const { outcome } of group.slots) {
      const end = outcome === 'written' && !isWritten ? 'unfinished' : outcome;
      if (end) this.counts.ended[end] += 1;
    }
    this.#window.release(group);
    this.#admit();
    this.#scheduleFlush();
  }

  get unwritten(): { records: number; size: number } {
    return this.#window;
  }

  #take(batch: Batch, next: () => void): void {
    this.counts.taken += batch.length;
    this.#batch = batch;
    this.#at = 0;
    this.#nextBatch = next;
    this.#admit();
  }

  /** Starts what there is room for; asks for another batch after the last record. */
  #admit(): void {
    while (this.#at < this.#batch.length && !this.#isStopped) {
      const obstacle = this.#obstacle();
      this.#backpressure.note(obstacle);
      if (obstacle) return;
      const record = this.#batch[this.#at];
      this.#at += 1;
      if (record) this.#start(record);
    }
    const next = this.#nextBatch;
    this.#nextBatch = undefined;
    next?.();
  }

  /** What keeps the next record out. */
  #obstacle(): Obstacle | undefined {
    if (this.#running >= this.#maxRunning) return 'stages';
    if (this.#taker === undefined) return 'output';
    const { records, size } = this.#window;
    return records >= this.#windowRecords || size >= windowSize ? 'reorder' : undefined;
  }

  #start(record: PipeRecord | BadRecord): void {
    this.counts.read += 1;
    this.#running += 1;
    const slot = this.#window.admit(
      record instanceof BadRecord ? record.text.length : record.raw.length,
    );
    void this.#finish({ slot, record, stage: undefined, trace: undefined });
  }

  async #finish(flight: Flight): Promise<void> {
    const { record, slot } = flight;
    try {
      if (record instanceof BadRecord) throw record.error;
      // Reads the record, so that what is no object fails here and not in some stage.
      void record.value;
      const records = await this.#stages.through(record, flight);
      let text = '';
      for (const each of records) text += this.#options.lineOf(each);
      this.#window.finish(slot, records.length > 0 ? 'written' : 'filtered', text);
    } catch (error) {
      this.#window.finish(slot, await this.#fail(flight, error), '');
    }
    if (record instanceof PipeRecord) record.release();
    this.#running -= 1;
    this.#scheduleFlush();
    this.#admit();
  }

  async #fail(flight: Flight, error: unknown): Promise<'failed' | 'unfinished'> {
    if (error instanceof StopError) {
      this.halt(error);
      return 'unfinished';
    }
    if (!(error instanceof RecordError) || error.kind === 'internal') {
      this.abort(internalError(error));
      return 'unfinished';
    }
    if (error.kind === 'aborted') return 'unfinished';
    this.#count(flight, error);
    if (haltingKinds.has(error.kind)) {
      this.halt(new StopError(error.message, { cause: error }));
      return 'unfinished';
    }
    try {
      const facts = describeFailure(error, flight);
      await this.#options.deadLetter.write(deadLetterLine(flight.record, facts));
      this.counts.fail(error.kind, error.message);
      this.#haltIfMet();
      return 'failed';
    } catch (cause) {
      this.halt(cause);
      return 'unfinished';
    }
  }

  /** The record that has just failed counts as ended. */
  #haltIfMet(): void {
    const { halt } = this.#options;
    if (!halt) return;
    const reason = haltReason(halt, this.counts.failed, this.counts.read - this.#running + 1);
    if (reason === undefined) return;
    const error = new StopError(reason);
    if (halt.when === 'now') this.abort(error);
    else this.halt(error);
  }

  #count({ stage = 'input' }: Flight, { kind }: RecordError): void {
    const pipeline = this.#options.pipeline.name;
    this.#options.metrics.stageErrors.inc({ pipeline, stage, kind });
  }

  #give(): Promise<Group | undefined> {
    return new Promise((resolve) => {
      this.#taker = resolve;
      this.#admit();
      this.#scheduleFlush();
    });
  }

  /** What became ready in one turn is written at once. */
  #scheduleFlush(): void {
    this.#flush ??= setImmediate(() => {
      this.#flush = undefined;
      if (!this.#taker) return;
      const group = this.#window.take();
      const isOver = this.#hasInputEnded && this.#running === 0 && this.#window.records === 0;
      if (!group && !isOver) return;
      const give = this.#taker;
      this.#taker = undefined;
      give(group);
    });
  }
}

const internalError = (error: unknown): LlmPipeError =>
  new LlmPipeError('internal', `internal error: ${messageOf(error)}`, { cause: error });

const toStopError = (error: unknown): LlmPipeError =>
  error instanceof LlmPipeError ? error : new StopError(messageOf(error), { cause: error });
