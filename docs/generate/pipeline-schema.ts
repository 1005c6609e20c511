import { z } from 'zod';
import { modelListSchema } from '../../lib/llm/settings.ts';
import { pipelineSchema } from '../../lib/pipeline/schema.ts';
import { simulatorSchema } from '../../lib/simulator/settings.ts';
import { stageKinds } from '../../lib/stages/index.ts';
import type { StageKind } from '../../lib/stages/stage.ts';
import { type JsonSchema, toJsonSchema } from './json-schema.ts';

/** A pipeline file for editors: the frame of the file with the insides that other modules declare. */
export function createPipelineJsonSchema(): JsonSchema {
  const { stages, model_list: modelList, simulator } = pipelineSchema.shape;
  const complete = pipelineSchema.extend({
    stages: z.array(stageSchema()).min(1).describe(descriptionOf(stages)),
    model_list: modelListSchema.optional().describe(descriptionOf(modelList)),
    simulator: simulatorSchema.optional().describe(descriptionOf(simulator)),
  });
  return { title: 'A pipeline of llm-pipe', ...toJsonSchema(complete) };
}

/** A map of one key, told as an object with optional keys: editors complete and explain it best. */
function stageSchema(): z.ZodType {
  const kinds = stageKinds.map((kind) => [kind.name, describe(kind).optional()]);
  return z.strictObject(Object.fromEntries(kinds)).meta({ minProperties: 1, maxProperties: 1 });
}

const describe = ({ schema, summary }: StageKind): z.ZodType =>
  schema.describe([summary, schema.description ?? ''].join(' ').trim());

const descriptionOf = ({ description = '' }: z.ZodType): string => description;
