import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject } from '../json.ts';
import { type Constraints, ownValue, type Schema, type TypeName } from './json-schema.ts';
import { resolveRef } from './schema-reference.ts';
import { makeFormatted } from './string-format.ts';

/** The making of one instance. */
export interface Scope {
  /** Where references start. */
  root: Schema;
  hash: string;
  /** Pays for one step; throws when the steps are too many, as combinations multiply. */
  spend(): void;
}

/**
 * Does a made value satisfy the schema? Stricter than JSON Schema in two points: a text has its format only
 * if it is the one made for the hash, and a reference that leads back to itself allows nothing.
 */
export function satisfies(
  value: unknown,
  schema: Schema,
  scope: Scope,
  refs: string[] = [],
): boolean {
  scope.spend();
  return (
    satisfiesConstraints(value, schema, scope) && satisfiesCombinations(value, schema, scope, refs)
  );
}

function satisfiesCombinations(
  value: unknown,
  schema: Schema,
  scope: Scope,
  refs: string[],
): boolean {
  const { $ref, allOf = [], anyOf, oneOf } = schema;
  const fits = (part: Schema) => satisfies(value, part, scope, refs);
  return (
    ($ref === undefined || satisfiesRef(value, $ref, scope, refs)) &&
    allOf.every(fits) &&
    (!anyOf || anyOf.some(fits)) &&
    (!oneOf || oneOf.filter(fits).length === 1)
  );
}

function satisfiesRef(value: unknown, ref: string, scope: Scope, refs: string[]): boolean {
  const target = refs.includes(ref) ? undefined : resolveRef(ref, scope.root);
  return target !== undefined && satisfies(value, target, scope, [...refs, ref]);
}

function satisfiesConstraints(value: unknown, constraints: Constraints, scope: Scope): boolean {
  const { type, enum: values, const: only } = constraints;
  return (
    (!type || type.some((name) => isOfType[name](value))) &&
    (!values || values.some((one) => isDeepStrictEqual(one, value))) &&
    (only === undefined || isDeepStrictEqual(only, value)) &&
    (typeof value !== 'string' || fitsText(value, constraints, scope)) &&
    (typeof value !== 'number' || fitsNumber(value, constraints)) &&
    (!Array.isArray(value) || fitsArray(value, constraints, scope)) &&
    (!isJsonObject(value) || fitsObject(value, constraints, scope))
  );
}

const isOfType: Record<TypeName, (value: unknown) => boolean> = {
  object: isJsonObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

function fitsText(
  text: string,
  { format, minLength, maxLength }: Constraints,
  scope: Scope,
): boolean {
  const length = [...text].length;
  return (
    length >= (minLength ?? 0) &&
    length <= (maxLength ?? length) &&
    (format === undefined || text === makeFormatted(format, scope.hash))
  );
}

function fitsNumber(value: number, constraints: Constraints): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = constraints;
  return (
    value >= (minimum ?? value) &&
    value <= (maximum ?? value) &&
    (exclusiveMinimum === undefined || value > exclusiveMinimum) &&
    (exclusiveMaximum === undefined || value < exclusiveMaximum) &&
    (multipleOf === undefined || Number.isInteger(value / multipleOf))
  );
}

function fitsArray(values: unknown[], constraints: Constraints, scope: Scope): boolean {
  const { prefixItems = [], items = {}, minItems = 0, maxItems = values.length } = constraints;
  return (
    values.length >= minItems &&
    values.length <= maxItems &&
    values.every((value, index) => satisfies(value, prefixItems[index] ?? items, scope)) &&
    (!constraints.uniqueItems || !hasDuplicate(values, scope))
  );
}

function hasDuplicate(values: unknown[], scope: Scope): boolean {
  return values.some((value, index) => {
    scope.spend();
    return values.slice(0, index).some((earlier) => isDeepStrictEqual(earlier, value));
  });
}

function fitsObject(object: JsonObject, constraints: Constraints, scope: Scope): boolean {
  const { properties, required = [], additionalProperties = {} } = constraints;
  return (
    required.every((name) => Object.hasOwn(object, name)) &&
    Object.entries(object).every(([name, value]) =>
      satisfies(value, ownValue(properties, name) ?? additionalProperties, scope),
    )
  );
}
