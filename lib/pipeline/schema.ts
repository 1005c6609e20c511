import { z } from 'zod';

const defaultMaxRecordBytes = 16 * 1024 * 1024;

/** A pipeline file but for the insides of its stages, which each kind of stage declares itself. */
export const pipelineSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]+$/, 'expected letters, digits, and any of _ . -')
    .optional()
    .describe("Its name in metrics and file names; default: the file's."),
  models: z
    .string()
    .min(1)
    .optional()
    .describe('The file with the models, relative to the pipeline; `--models` overrides it.'),
  model_list: z
    .array(z.unknown())
    .optional()
    .describe("Models in place of a file, written as LiteLLM's `model_list`."),
  simulator: z
    .unknown()
    .optional()
    .describe('Settings of the simulator for models named `simulator/...`.'),
  input: z
    .strictObject({
      format: z.enum(['auto', 'jsonl']).default('auto').describe('How records are written.'),
      max_record_bytes: z
        .int()
        .min(1)
        .default(defaultMaxRecordBytes)
        .describe('A longer record goes to the dead letter.'),
    })
    .prefault({})
    .describe('The input.'),
  stages: z
    .array(z.record(z.string(), z.unknown()))
    .min(1)
    .describe('What happens to each record, in order; each stage is a map of one key.'),
  output: z
    .strictObject({
      format: z.enum(['jsonl']).default('jsonl').describe('How records are written.'),
      order: z
        .enum(['input', 'none'])
        .default('input')
        .describe('`none` writes each record as soon as it is done.'),
    })
    .prefault({})
    .describe('The output.'),
  dead_letter: z
    .string()
    .min(1)
    .optional()
    .describe('The file for failed records; default: OUTPUT.errors.jsonl, else NAME.errors.jsonl.'),
});

export type PipelineSettings = z.infer<typeof pipelineSchema>;
