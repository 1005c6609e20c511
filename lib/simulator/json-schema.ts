import { z } from 'zod';
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

/** Reads a JSON schema; keywords that are not listed here are errors. */
export const schema: z.ZodType<Schema> = z.lazy(() =>
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

/** A member of that very name, which the prototype's are not. */
export const ownValue = <Value>(
  record: Readonly<Record<string, Value>> | undefined,
  name: string,
): Value | undefined => (record && Object.hasOwn(record, name) ? record[name] : undefined);
