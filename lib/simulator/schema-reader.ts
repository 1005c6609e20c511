import { type Schema, schema } from './json-schema.ts';
import { Refusal } from './refusal.ts';
import { formatPath } from './request.ts';

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
  const path = formatPath(issue?.path ?? []);
  const reason =
    issue?.code === 'unrecognized_keys'
      ? `unsupported keyword '${issue.keys[0]}'`
      : (issue?.message ?? '');
  throw refuseSchema(path ? `${reason} at '${path}'` : reason);
}

/** What a client is told about a schema without an instance. */
export const refuseSchema = (reason: string): Refusal =>
  new Refusal(
    400,
    'invalid_json_schema',
    `Invalid schema for response_format: ${reason}.`,
    'response_format',
  );
