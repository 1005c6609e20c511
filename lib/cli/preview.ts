import { UsageError } from '../errors.ts';
import { stringifyJson } from '../json.ts';
import type { Pipeline } from '../pipeline/build.ts';
import type { PipeRecord } from '../record.ts';

/**
 * The pipeline up to its first call, whose requests are written in place of the records.
 * @throws UsageError if it makes no calls
 */
export function previewOf({ stages, ...pipeline }: Pipeline) {
  const at = stages.findIndex(({ preview }) => preview);
  const stage = stages[at];
  if (!stage?.preview) throw new UsageError('nothing to show: the pipeline makes no calls');
  const { label } = stage;
  const preview = stage.preview.bind(stage);
  const shown = { label, maxConcurrent: undefined, run: (record: PipeRecord) => record };
  return {
    pipeline: { ...pipeline, stages: [...stages.slice(0, at), shown] },
    lineOf: (record: PipeRecord) =>
      `${stringifyJson({ index: record.index, stage: label, request: preview(record) })}\n`,
  };
}
