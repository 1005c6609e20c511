import { z } from 'zod';
import { wholeDocument } from '../io/json-path.ts';
import { inputFormats } from '../io/sniff-format.ts';

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
      format: z
        .enum(['auto', ...inputFormats])
        .default('auto')
        .describe('How records are written; `auto`: what each file looks like.'),
      path: z
        .string()
        .default(wholeDocument)
        .describe('Where they stand in a JSON document, such as `$.data` or `data[*].items`.'),
      columns: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe('Names of the columns of CSV; default: as the first row says.'),
      delimiter: z
        .string()
        .length(1)
        .optional()
        .describe(
          'Between the cells of CSV; default: what the first row has most of `,`, tab and `;`.',
        ),
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
      format: z
        .enum(['auto', 'jsonl', 'csv'])
        .default('auto')
        .describe(
          'How records are written; `auto`: as CSV to a file whose name ends in .csv or .tsv, else as JSON lines.',
        ),
      columns: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe('The members that CSV shows, in this order; default: those of the first record.'),
      delimiter: z
        .string()
        .length(1)
        .optional()
        .describe(
          'Between the cells of CSV; default: a tab for a name that ends in .tsv, else `,`.',
        ),
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
