import { z } from 'zod';
import type { StageKind } from './stage.ts';

const schema = z
  .string()
  .min(1)
  .describe(
    "A condition in Liquid, such as `result.label == 'bad'`; records that fail it are dropped.",
  );

/** Keeps the records for which a condition holds. */
export const filter: StageKind = {
  name: 'filter',
  summary: 'Keeps the records for which a condition holds.',
  schema,
  create(tools, label) {
    const holds = tools.compileCondition(tools.settings(schema), []);
    return {
      label,
      maxConcurrent: undefined,
      run: (record) => (holds(record.value) ? record : undefined),
    };
  },
};
