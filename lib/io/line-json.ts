import { stringifyJson } from '../json.ts';

/** JSON for one line of output. */
export const lineJson = (value: unknown): string => escapeLineEnds(stringifyJson(value));

/** Escapes U+2028 and U+2029 in JSON, which are line ends to some readers. */
export function escapeLineEnds(json: string): string {
  if (!/[\u2028\u2029]/.test(json)) return json;
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Takes out the line breaks of valid JSON, which stand between its tokens alone, with the white space after them. */
export const onOneLine = (json: string): string =>
  json.includes('\n') ? json.replaceAll(/[\r\n][ \t\r\n]*/g, '') : json;
