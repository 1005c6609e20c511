import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { jsonrepair } from 'jsonrepair';
import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { type JsonObject, type JsonValue, parseJson } from '../json.ts';
import type { AnswerFault } from '../llm/handler.ts';

const jsonSchema = z.record(z.string(), z.json());

export const responseSchema = z
  .union([
    z.enum(['text', 'json']),
    z.strictObject({
      schema: jsonSchema.describe('A JSON Schema (2020-12) that the answer must fit.'),
      ask: z
        .enum(['json_schema', 'json_object', 'none'])
        .default('json_schema')
        .describe('The `response_format` in the request; `none` where the provider knows none.'),
    }),
  ])
  .default('text')
  .describe('What the answer must be: `text`, `json`, or `{ schema: ... }`.');

export type ResponseSettings = z.infer<typeof responseSchema>;

/** A value read from an answer; `isRepaired` when the text was not quite JSON. */
export interface Reading {
  value: JsonValue;
  isRepaired: boolean;
}

/** How the answers of one stage are asked for and read. */
export interface ResponseReader {
  /** The `response_format` of the request, if any. */
  format: JsonObject | undefined;
  /** What stands for an empty answer where that is accepted. */
  empty: JsonValue;
  read(text: string): Reading | AnswerFault;
}

/** What should be a JSON Schema is none; `path` leads to the fault in it. */
export class SchemaFault extends Error {
  readonly path: readonly string[];

  constructor(message: string, path: readonly string[], options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/** Loads the validator only where there is a schema. @throws SchemaFault */
export async function createReader(
  settings: ResponseSettings,
  label: string,
): Promise<ResponseReader> {
  if (settings === 'text') {
    return {
      format: undefined,
      empty: '',
      read: (text) => ({ value: text, isRepaired: false }),
    };
  }
  if (settings === 'json') {
    return { format: { type: 'json_object' }, empty: null, read: readJson };
  }
  const validate = await compileSchema(settings.schema);
  return {
    format: formatOf(settings.ask, settings.schema, label),
    empty: null,
    read(text) {
      const reading = readJson(text);
      if ('kind' in reading || validate(reading.value)) return reading;
      return { kind: 'schema_mismatch', message: describe(validate) };
    },
  };
}

async function compileSchema(schema: JsonObject): Promise<ValidateFunction> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const { default: formats } = await import('ajv-formats');
  const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false });
  formats.default(ajv);
  try {
    return ajv.compile(schema);
  } catch (cause) {
    const [first] = ajv.errors ?? [];
    if (!first) throw new SchemaFault(messageOf(cause), [], { cause });
    throw new SchemaFault(describeOne(first), keysOf(first.instancePath), { cause });
  }
}

/** The path that a JSON pointer stands for. */
const keysOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

type Ask = 'json_schema' | 'json_object' | 'none';

function formatOf(ask: Ask, schema: JsonObject, label: string): JsonObject | undefined {
  if (ask === 'none') return undefined;
  if (ask === 'json_object') return { type: 'json_object' };
  const name = label.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 64);
  return { type: 'json_schema', json_schema: { name, schema } };
}

function readJson(text: string): Reading | AnswerFault {
  try {
    return { value: parseJson(text), isRepaired: false };
  } catch {
    return repair(text);
  }
}

/** Mends what begins as an object or an array; jsonrepair would make a list of any prose. */
function repair(text: string): Reading | AnswerFault {
  const json = (fence.exec(text)?.[1] ?? text).trim();
  if (!/^[[{]/.test(json)) return notJson;
  try {
    return { value: parseJson(jsonrepair(json)), isRepaired: true };
  } catch {
    return notJson;
  }
}

/** A block of Markdown, into which many models put their JSON. */
const fence = /^```[a-z]*\s*\n(.*?)^\s*```/ims;

const notJson: AnswerFault = { kind: 'invalid_json', message: 'the answer is not JSON' };

const describe = ({ errors }: ValidateFunction): string =>
  (errors ?? []).map(describeOne).join('; ');

function describeOne({ instancePath, message = 'is not valid', params }: ErrorObject): string {
  const allowed = 'allowedValues' in params ? ` (${params['allowedValues'].join(', ')})` : '';
  return `${instancePath || 'the answer'} ${message}${allowed}`;
}
