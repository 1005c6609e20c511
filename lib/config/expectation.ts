import { z } from 'zod';

/**
 * What a schema wanted, such as `expected a whole number of at least 1`. It serves as zod's error map,
 * so that a schema's own message comes first. For unknown keys it lists the known ones instead, one
 * per line.
 */
export function expectationOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join('\n') : '';
    case 'invalid_type':
      return `expected ${numberOf(issue.schema) ?? kindOf(issue.expected)}`;
    case 'too_small':
      return `expected ${numberOf(issue.schema) ?? sized(issue.origin, 'least', issue.minimum)}`;
    case 'too_big':
      return `expected ${numberOf(issue.schema) ?? sized(issue.origin, 'most', issue.maximum)}`;
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values)}`;
    case 'invalid_format':
      return `expected ${formatOf(issue)}`;
    case 'invalid_union':
      return Array.isArray(issue.options) ? `expected ${oneOf(issue.options)}` : 'is ambiguous';
    default:
      return 'is not valid';
  }
}

const kinds: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
  never: 'nothing',
};

const kindOf = (kind: string): string => kinds[kind] ?? `a ${kind}`;

function sized(origin: string, end: 'least' | 'most', count: number | bigint): string {
  const unit = origin === 'string' ? 'character' : 'item';
  return `${kindOf(origin)} of at ${end} ${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** A number with its bounds, which zod tells as JSON Schema. */
function numberOf(schema: z.core.$ZodType | undefined): string | undefined {
  if (!(schema instanceof z.ZodNumber)) return undefined;
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = z.toJSONSchema(schema);
  const bounds = [
    bound('of at least', minimum),
    bound('above', exclusiveMinimum),
    bound('of at most', maximum),
    bound('below', exclusiveMaximum),
  ].filter((text) => text !== '');
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  return `${kind} ${bounds.join(' and ')}`.trim();
}

/** The bounds that every whole number has go without saying. */
const bound = (words: string, value: unknown): string =>
  typeof value !== 'number' || Math.abs(value) === Number.MAX_SAFE_INTEGER
    ? ''
    : `${words} ${value}`;

function oneOf(values: readonly unknown[]): string {
  const texts = values.map((value) =>
    typeof value === 'string' ? JSON.stringify(value) : String(value),
  );
  return texts.length === 1 ? String(texts[0]) : `one of ${texts.join(', ')}`;
}

type FormatIssue = z.core.$ZodRawIssue<z.core.$ZodIssueInvalidStringFormat>;

function formatOf({ format, pattern }: FormatIssue): string {
  if (format === 'url') return 'a URL';
  return format === 'regex'
    ? `a string that matches ${pattern}`
    : `a string of the format ${format}`;
}
