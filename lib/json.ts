import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { RecordError } from './errors.ts';

/** A whole number beyond 2^53 is a bigint, so that its digits survive. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [name: string]: JsonValue;
}

declare global {
  // Not yet in TypeScript's library: https://github.com/tc39/proposal-json-parse-with-source
  interface JSON {
    parse(
      text: string,
      reviver: (name: string, value: unknown, context: { source: string }) => unknown,
    ): JsonValue;
    rawJSON(text: string): object;
  }
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whole numbers of fewer digits than this always survive as doubles. */
export const riskyDigits = 16;

/**
 * Like JSON.parse, but whole numbers that a double would change become bigints. `fitsDoubles` tells that
 * there are none. @throws SyntaxError
 */
export function parseJson(text: string, fitsDoubles = !hasLongDigits(text)): JsonValue {
  return fitsDoubles ? JSON.parse(text) : JSON.parse(text, keepDigits);
}

/** True when that many digits follow one another in that part: one of them stands where this looks. */
export function hasLongDigits(text: string, from = 0, to = text.length): boolean {
  for (let at = from + riskyDigits - 1; at < to; at += riskyDigits) {
    if (isDigit(text, at) && runLength(text, at) >= riskyDigits) return true;
  }
  return false;
}

/** The digits around a place that holds one. */
function runLength(text: string, at: number): number {
  let from = at;
  let to = at + 1;
  while (isDigit(text, from - 1)) from -= 1;
  while (isDigit(text, to)) to += 1;
  return to - from;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function keepDigits(_name: string, value: unknown, context: { source: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return /^-?[0-9]+$/.test(context.source) ? BigInt(context.source) : value;
}

/** The counterpart of parseJson: bigints are written as numbers. @throws RecordError `too_large` */
export function stringifyJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof TypeError && error.message.includes('BigInt')) {
      return JSON.stringify(value, writeDigits);
    }
    if (error instanceof RangeError) {
      throw new RecordError('too_large', 'a value is too long or too deeply nested', {
        cause: error,
      });
    }
    throw error;
  }
}

const writeDigits = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value;

/** What is wrong with a text that JSON.parse refused; `column` counts characters from 1. */
export function findJsonFault(text: string): { column: number; message: string } {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { column: 1, message: 'JSON that is too deeply nested' };
  }
  const [first] = errors;
  if (!first) return { column: 1, message: 'invalid JSON' };
  const words = printParseErrorCode(first.error)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return { column: first.offset + 1, message: `invalid JSON: ${words}` };
}
