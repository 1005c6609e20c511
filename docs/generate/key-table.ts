import { duration } from '../../lib/config/duration.ts';
import { type JsonSchema, toJsonSchema } from './json-schema.ts';
import { table } from './table.ts';

const durationPattern = toJsonSchema(duration()).pattern;

/** A table of all keys under an object's schema; those of inner objects as `outer.inner`. */
export const keyTable = (schema: JsonSchema): string =>
  table(['key', 'type', 'default', 'what it is'], rowsOf(schema, ''));

function rowsOf(schema: JsonSchema, prefix: string): string[][] {
  return propertiesOf(schema).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const isRequired = schema.required?.includes(name) ?? false;
    const row = [code(path), typeOf(property), defaultOf(property, isRequired), describe(property)];
    return [row, ...innerRows(property, path)];
  });
}

/** Of an object, of the objects in a list, of each object among several choices. */
function innerRows(schema: JsonSchema, path: string): string[][] {
  const { items, anyOf = [] } = schema;
  const inList = isSchema(items) ? innerRows(items, `${path}[]`) : [];
  const inChoices = anyOf.filter(isSchema).flatMap((choice) => innerRows(choice, path));
  return [...rowsOf(schema, `${path}.`), ...inList, ...inChoices];
}

/** What may be written, in words. */
export function typeOf(schema: JsonSchema): string {
  const { anyOf, const: only, enum: values = only === undefined ? undefined : [only] } = schema;
  const { items, type } = schema;
  if (anyOf) return anyOf.filter(isSchema).map(typeOf).join(' or ');
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one })).join(' or ');
  if (values) return values.map((value) => code(String(value))).join(' or ');
  if (type === 'array') return `list of ${isSchema(items) ? typeOf(items) : 'anything'}`;
  if (type === 'integer' || type === 'number') return numberOf(schema);
  if (type === 'string') return schema.pattern === durationPattern ? 'duration' : 'text';
  if (type === 'boolean') return 'true or false';
  if (type === 'object') return 'mapping';
  return 'anything';
}

function numberOf({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const words = [
    type === 'integer' ? 'whole number' : 'number',
    minimum === undefined ? '' : `from ${minimum}`,
    exclusiveMinimum === undefined ? '' : `above ${exclusiveMinimum}`,
    maximum === undefined ? '' : `to ${maximum}`,
  ];
  return words.filter((word) => word !== '').join(' ');
}

function defaultOf(schema: JsonSchema, isRequired: boolean): string {
  if (isRequired) return 'required';
  const isTold = schema.default !== undefined && propertiesOf(schema).length === 0;
  return isTold ? code(JSON.stringify(schema.default)) : '';
}

/** Its own words, else those of its choices. */
const describe = ({ description, anyOf = [] }: JsonSchema): string =>
  description ??
  anyOf
    .filter(isSchema)
    .flatMap((choice) => choice.description ?? [])
    .join(' Or: ');

const propertiesOf = ({ properties = {} }: JsonSchema): [string, JsonSchema][] =>
  Object.entries(properties).flatMap(([name, property]) =>
    isSchema(property) ? [[name, property]] : [],
  );

const isSchema = (schema: unknown): schema is JsonSchema =>
  typeof schema === 'object' && schema !== null && !Array.isArray(schema);

const code = (text: string): string => `\`${text}\``;
