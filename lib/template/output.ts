import { type JsonValue, stringifyJson } from '../json.ts';

/** How a value stands in a text: objects and arrays as compact JSON. @throws Error on null */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  const json = asJson(value);
  if (json === null) throw new Error('the value is null');
  return typeof json === 'object' ? stringifyJson(json) : String(json);
}

/** A value as JSON has it; arithmetic and empty lists can yield others. @throws Error on those */
export function asJson(value: unknown): JsonValue {
  if (value === undefined) throw new Error('the value is undefined');
  if (isJson(value)) return value;
  throw new Error(`${String(value)} is not a JSON value`);
}

/** Looks at the surface only: what Liquid computes is never nested. */
const isJson = (value: unknown): value is JsonValue =>
  typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value !== 'function' && typeof value !== 'symbol';
