import { type RecordError, UpstreamError } from '../errors.ts';
import type { BadRecord } from '../io/bad-record.ts';
import type { DeadLetterError } from '../io/dead-letter.ts';
import type { PipeRecord } from '../record.ts';
import { toUsd } from '../usd.ts';
import type { Whereabouts } from './stage-chain.ts';

/** Which record failed, where, and after what. */
export interface FailedRecord extends Whereabouts {
  record: PipeRecord | BadRecord;
}

/** What the dead letter tells of a failure. */
export function describeFailure(
  error: RecordError,
  { record, stage, trace }: FailedRecord,
): DeadLetterError {
  const upstream = error instanceof UpstreamError ? error : undefined;
  return {
    kind: error.kind,
    stage,
    message: error.message,
    code: error.code === error.kind ? undefined : error.code,
    attempts: trace?.attempts || undefined,
    status: upstream?.status,
    provider: upstream?.provider,
    model: upstream?.model,
    cost_usd: trace?.cost === undefined ? undefined : toUsd(trace.cost),
    file: record.position.file,
    line: record.position.line,
    column: record.position.column,
    index: record.index,
    at: new Date().toISOString(),
  };
}
