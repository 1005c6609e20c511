import type { DeadLetter } from '../io/dead-letter.ts';
import type { Input } from '../io/input.ts';
import type { Sink } from '../io/sink.ts';
import type { Once } from '../llm/handler.ts';
import type { Metrics } from '../metrics.ts';
import type { PipeRecord } from '../record.ts';
import type { Pipeline } from './build.ts';
import type { Counts } from './counts.ts';
import type { HaltCondition } from './halt.ts';

/** One run of a pipeline over one input. */
export interface BatchJob {
  pipeline: Pipeline;
  input: Input;
  sink: Sink;
  deadLetter: DeadLetter;
  order: 'input' | 'none';
  /** When failed records end the run; default: never. */
  halt?: HaltCondition | undefined;
  metrics: Metrics;
  /** Default: recordLine. */
  lineOf?: ((record: PipeRecord) => string) | undefined;
  /** What comes before the first line of output; asked for when there is one. */
  head?: (() => string) | undefined;
  /** Default: every call is made. */
  once?: Once;
  /** Is given the live counts at the start. */
  onStart?: (counts: Counts) => void;
}
