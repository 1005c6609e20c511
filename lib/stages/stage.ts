import type { z } from 'zod';
import type { JsonObject, JsonValue } from '../json.ts';
import type { CallContext, CallTrace, Request, Source } from '../llm/handler.ts';
import type { PipeRecord } from '../record.ts';

/** What becomes of a record: nothing (it is filtered out), itself, or several. */
export type StageResult = PipeRecord | readonly PipeRecord[] | undefined;

/** What a running stage is given beside the record. */
export interface StageContext {
  signal: AbortSignal;
  /** No more records are taken; what is under way is finished. */
  drain: AbortSignal;
  /** Every paid call goes through it: it answers from an earlier run's journal, or makes the call. */
  once: CallContext['once'];
  /** What this record's calls in this stage have cost so far. */
  trace: CallTrace;
}

/** One unit of a pipeline, ready to run. Throws a RecordError for a record that it cannot process. */
export interface Stage {
  /** Its name in metrics, errors and journals. */
  label: string;
  /** Records inside it at once; undefined for a stage that never waits. */
  maxConcurrent: number | undefined;
  run(record: PipeRecord, context: StageContext): StageResult | Promise<StageResult>;
  /** The request that it would send first. */
  preview?(record: PipeRecord): JsonObject;
}

/** What the answer to a chat call says, and who gave it. */
export interface Completed {
  text: string;
  source: Source;
  finishReason: string | undefined;
}

/** A template, or the file that holds it, relative to the pipeline. */
export type TemplateSource = string | { file: string };

type Path = readonly PropertyKey[];

/**
 * What stages are made with. Paths lead from the stage's settings to the setting in question. What cannot
 * be compiled is reported, and what is returned for it never used.
 */
export interface StageTools {
  /** The stage's settings as its schema gives them. @throws ConfigError with every problem */
  settings<T>(schema: z.ZodType<T>): T;
  compileText(source: TemplateSource, path: Path): (scope: JsonObject) => string;
  compileCondition(source: string, path: Path): (scope: JsonObject) => boolean;
  compileValue(source: string, path: Path): (scope: JsonObject) => JsonValue;
  /** The folder of that name, relative to the pipeline; reports it where it is none. */
  findFolder(name: string, path: Path): string;
  /** A fault of the setting under `path`: the pipeline will not run. */
  report(path: Path, message: string): void;
  /** Something under `path` that is left out. */
  warn(path: Path, message: string): void;
  /** A stage before this one has rendered a prompt. */
  hasPrompt: boolean;
  hasModel(name: string): boolean;
  /** Says why no deployment can answer calls to these models; undefined: one can. */
  refuseModel(model: string, fallbacks: readonly string[] | undefined): string | undefined;
  /** A chat call with everything that the call core does for it. @throws UpstreamError */
  complete(request: Request, context: CallContext): Promise<Completed>;
  /** Counts an answer whose JSON had to be repaired. */
  countRepair(stage: string): void;
  limits: CallLimits;
}

/** The limits that come from outside of a stage. */
export interface CallLimits {
  /** Overrides what the stage says. */
  maxConcurrent: number | undefined;
  /** Shared by all stages. */
  shared: CallContext['limiters'];
  /** Makes the limiter of one stage. */
  limitRate(perSecond: number): CallContext['limiters'][number];
}

/** One kind of stage: how it is written in a pipeline file and how it is made. */
export interface StageKind {
  name: string;
  /** One line for the documentation. */
  summary: string;
  schema: z.ZodType;
  /** It makes the prompt for calls. */
  rendersPrompt?: true;
  /** It makes calls, so that the pipeline needs models. */
  makesCalls?: true;
  create(tools: StageTools, label: string): Stage | Promise<Stage>;
}
