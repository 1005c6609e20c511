import { z } from 'zod';
import { Refusal } from './openai-errors.ts';
import { formatPath } from './request.ts';
import { type FormatName, isFormatName } from './string-format.ts';

const typeNames = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const;

export type TypeName = (typeof typeNames)[number];

/** What a value itself must be, in the part of JSON Schema that is supported. */
export interface Constraints {
  type?: TypeName[] | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  format?: FormatName | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMinimum?: number | undefined;
  exclusiveMaximum?: number | undefined;
  multipleOf?: number | undefined;
  properties?: Record<string, Schema> | undefined;
  required?: string[] | undefined;
  additionalProperties?: Schema | undefined;
  prefixItems?: Schema[] | undefined;
  items?: Schema | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  uniqueItems?: boolean | undefined;
}

/** Constraints and what combines them. The schema `false` is read as an empty `enum`. */
export interface Schema extends Constraints {
  $ref?: string | undefined;
  allOf?: Schema[] | undefined;
  anyOf?: Schema[] | undefined;
  oneOf?: Schema[] | undefined;
  $defs?: Record<string, Schema> | undefined;
  definitions?: Record<string, Schema> | undefined;
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.preprocess((value) => (typeof value === 'boolean' ? fromBoolean(value) : value), keywords),
);
const schemas = z.array(schema).min(1).optional();
const schemasByName = z.record(z.string(), schema).optional();
const number = z.number().optional();
const length = z.int().min(0).max(100_000).optional();
const annotation = z.unknown().optional();

const keywords = z.strictObject({
  $ref: z
    .string()
    .regex(/^#(\/(\$defs|definitions)\/[^/]+)?$/, 'expected # or #/$defs/NAME')
    .optional(),
  $defs: schemasByName,
  definitions: schemasByName,
  allOf: schemas,
  anyOf: schemas,
  oneOf: schemas,
  type: z.preprocess((value) => [value].flat(), z.array(z.enum(typeNames))).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  format: z.custom<FormatName>(isFormatName, 'unsupported format').optional(),
  minLength: length,
  maxLength: length,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: z.number().positive().optional(),
  properties: schemasByName,
  required: z.array(z.string()).optional(),
  additionalProperties: schema.optional(),
  prefixItems: schemas,
  items: schema.optional(),
  minItems: length,
  maxItems: length,
  uniqueItems: z.boolean().optional(),
  $schema: annotation,
  $id: annotation,
  $comment: annotation,
  title: annotation,
  description: annotation,
  default: annotation,
  examples: annotation,
  deprecated: annotation,
  readOnly: annotation,
  writeOnly: annotation,
});

const fromBoolean = (value: boolean): Schema => (value ? {} : { enum: [] });

/** Reads a client's schema. @throws Refusal that names the first keyword not supported or not valid. */
export type ReadSchema = (value: unknown) => Schema;

/** Remembers the schemas of the last texts, 64 at most, since a run sends the same few all the time. */
export function createSchemaReader(capacity = 64): ReadSchema {
  const known = new Map<string, Schema>();
  return (value) => {
    const text = JSON.stringify(value);
    const read = known.get(text) ?? parseSchema(value);
    if (known.size >= capacity) known.clear();
    known.set(text, read);
    return read;
  };
}

function parseSchema(value: unknown): Schema {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  throw issue?.code === 'unrecognized_keys'
    ? refuseSchema(`unsupported keyword '${issue.keys[0]}'${at(path)}`)
    : refuseSchema(`keyword '${String(path.at(-1))}'${at(path.slice(0, -1))}: ${issue?.message}`);
}

const at = (path: readonly PropertyKey[]): string =>
  path.length > 0 ? ` at '${formatPath(path)}'` : '';

/** What a client is told about a schema without an instance. */
export const refuseSchema = (reason: string): Refusal =>
  new Refusal(
    400,
    'invalid_json_schema',
    `Invalid schema for response_format: ${reason}.`,
    'response_format',
  );

/** A member of that very name, which the prototype's are not. */
export const ownValue = <Value>(
  record: Readonly<Record<string, Value>> | undefined,
  name: string,
): Value | undefined => (record && Object.hasOwn(record, name) ? record[name] : undefined);
