import { z } from 'zod';
import { RecordError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { AnswerPolicy, CallTrace, Request } from '../llm/handler.ts';
import type { PipeRecord } from '../record.ts';
import { toUsd } from '../usd.ts';
import { memberName } from './member-name.ts';
import { createReader, type ResponseReader, responseSchema, SchemaFault } from './response.ts';
import type { Completed, StageKind, StageTools } from './stage.ts';

const defaultMaxConcurrent = 32;
/** Members of the request that the stage writes itself. */
const ownParams = ['model', 'messages', 'stream'];

const schema = z.strictObject({
  label: z
    .string()
    .regex(/^[\w.-]+$/, 'expected letters, digits, and any of _ . -')
    .optional()
    .describe('Its name in metrics and errors.'),
  model: z.string().min(1).describe('A `model_name` of the configuration.'),
  fallbacks: z
    .array(z.string())
    .optional()
    .describe('Models to try in this order when the first cannot answer; default: as configured.'),
  max_concurrent: z
    .int()
    .min(1)
    .default(defaultMaxConcurrent)
    .describe('Records in this stage at once.'),
  requests_per_second: z.number().positive().optional().describe('Limit of this stage.'),
  requests_per_minute: z.number().positive().optional().describe('Limit of this stage.'),
  params: z
    .record(z.string(), z.json())
    .default({})
    .describe(
      'Members of the request, such as `temperature` and `max_tokens`, sent as they are; those that a record brings (`render: { from: openai-batch }`) come before them.',
    ),
  response: responseSchema,
  reasks: z
    .int()
    .min(0)
    .default(1)
    .describe('How often an answer that is not valid is asked for again, with the reason.'),
  on_empty: z.enum(['fail', 'accept']).default('fail').describe('What an empty answer is.'),
  on_truncated: z
    .enum(['fail', 'accept', 'raise'])
    .default('fail')
    .describe('What an answer cut at `max_tokens` is; `raise` asks again with twice as many.'),
  into: memberName().default('answer').describe('The member that takes the answer.'),
  meta: memberName()
    .optional()
    .describe('A member that takes model, attempts, finish reason, tokens and cost.'),
});

type Settings = z.infer<typeof schema>;

/** Sends the rendered prompt to a model and adds its answer to the record. */
export const call: StageKind = {
  name: 'call',
  summary: 'Sends the rendered prompt to a model and adds its answer to the record.',
  schema,
  makesCalls: true,
  async create(tools, label) {
    const settings = tools.settings(schema);
    if (!tools.hasPrompt)
      tools.report(
        [],
        'no prompt to send: put a render stage before it, such as `render: { from: auto }` where the records hold their prompts',
      );
    const refusal = tools.refuseModel(settings.model, settings.fallbacks);
    if (refusal) tools.report(['model'], refusal);
    const fallbacks = usableFallbacks(settings, tools);
    const reader = await createReaderFor(settings, tools, label);
    const limiters = [...tools.limits.shared, ...stageLimiters(settings, tools)];
    const request = requestMaker(settings, reader, tools);
    return {
      label,
      maxConcurrent: tools.limits.maxConcurrent ?? settings.max_concurrent,
      preview: (record) => request(record).body,
      async run(record, { signal, drain, once, trace }) {
        const reading = new AnswerReading(settings, reader, () => tools.countRepair(label));
        const completed = await tools.complete(request(record), {
          signal,
          drain,
          stage: label,
          fallbacks,
          limiters,
          policy: reading,
          once: (key, ask) => once(`${record.index}/${label}/${key}`, ask),
          trace,
        });
        record.set(settings.into, reading.value);
        if (settings.meta) record.set(settings.meta, metaOf(completed, trace));
        return record;
      },
    };
  },
};

function usableFallbacks({ fallbacks }: Settings, tools: StageTools): string[] | undefined {
  return fallbacks?.filter((name, index) => {
    const isUsable = tools.hasModel(name);
    const message = `the fallback "${name}" has no deployment and is skipped`;
    if (!isUsable) tools.warn(['fallbacks', index], message);
    return isUsable;
  });
}

async function createReaderFor(
  settings: Settings,
  tools: StageTools,
  label: string,
): Promise<ResponseReader> {
  try {
    return await createReader(settings.response, label);
  } catch (error) {
    if (!(error instanceof SchemaFault)) throw error;
    const path = ['response', 'schema', ...error.path];
    tools.report(path, `not a JSON Schema: ${error.message}`);
    return createReader('text', label);
  }
}

function stageLimiters(settings: Settings, { limits }: StageTools) {
  const { requests_per_second: perSecond, requests_per_minute: perMinute } = settings;
  return [
    ...(perSecond === undefined ? [] : [limits.limitRate(perSecond)]),
    ...(perMinute === undefined ? [] : [limits.limitRate(perMinute / 60)]),
  ];
}

function requestMaker(settings: Settings, reader: ResponseReader, tools: StageTools) {
  const { model, params } = settings;
  for (const own of ownParams.filter((name) => Object.hasOwn(params, name))) {
    tools.report(['params', own], `"${own}" is set by the stage itself`);
  }
  const fixed = reader.format ? { response_format: reader.format, ...params } : params;

  return ({ messages, params: own }: PipeRecord): Request => {
    if (!messages) throw new RecordError('internal', 'no prompt was rendered');
    const body: JsonObject = { model, messages, ...fixed, ...own };
    return { operation: 'chat', dialect: 'openai', model, stream: false, body };
  };
}

/** Judges one call's answers and keeps the value of the one that was accepted. */
class AnswerReading implements AnswerPolicy {
  readonly reasks: number;
  readonly onEmpty: AnswerPolicy['onEmpty'];
  readonly onTruncated: AnswerPolicy['onTruncated'];
  value: JsonValue;
  readonly #reader: ResponseReader;
  readonly #countRepair: () => void;

  constructor(settings: Settings, reader: ResponseReader, countRepair: () => void) {
    this.reasks = settings.reasks;
    this.onEmpty = settings.on_empty;
    this.onTruncated = settings.on_truncated;
    this.value = reader.empty;
    this.#reader = reader;
    this.#countRepair = countRepair;
  }

  validate(text: string) {
    const reading = this.#reader.read(text);
    if ('kind' in reading) return reading;
    this.value = reading.value;
    if (reading.isRepaired) this.#countRepair();
    return undefined;
  }
}

function metaOf(
  { source, finishReason }: Completed,
  { attempts, usage, cost }: CallTrace,
): JsonObject {
  return {
    model: source.model,
    attempts,
    finish_reason: finishReason ?? null,
    usage: usage
      ? { prompt_tokens: usage.promptTokens, completion_tokens: usage.completionTokens }
      : null,
    cost_usd: cost === undefined ? null : toUsd(cost),
  };
}
