import { isJsonObject } from '../json.ts';

/**
 * A schema in Google's spelling as a JSON schema: its types are in capitals, a value may be `nullable`, whole
 * numbers may be texts, and `propertyOrdering` and formats such as `int32` mean nothing to a check.
 */
export function fromGoogleSchema(schema: unknown): unknown {
  if (!isJsonObject(schema)) return schema;
  const { nullable, propertyOrdering: _, format, type, example: __, ...keywords } = schema;
  const read = {
    ...Object.fromEntries(
      Object.entries(keywords).map(([name, value]) => [name, readKeyword(name, value)]),
    ),
    ...(typeof type === 'string' && { type: type.toLowerCase() }),
    ...(typeof format === 'string' && !numberFormats.has(format) && { format }),
  };
  return nullable === true ? { anyOf: [read, { type: 'null' }] } : read;
}

const numberFormats: ReadonlySet<string> = new Set(['int32', 'int64', 'float', 'double', 'enum']);

const lengths: ReadonlySet<string> = new Set(['minItems', 'maxItems', 'minLength', 'maxLength']);

function readKeyword(name: string, value: unknown): unknown {
  if (name === 'items') return fromGoogleSchema(value);
  if (name === 'anyOf' && Array.isArray(value)) return value.map(fromGoogleSchema);
  if (name === 'properties' && isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, fromGoogleSchema(inner)]),
    );
  }
  return lengths.has(name) ? Number(value) : value;
}
