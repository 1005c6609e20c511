import { stringifyJson } from '../json.ts';

/** JSON for one line of output: U+2028 and U+2029, line ends to some readers, are escaped. */
export function lineJson(value: unknown): string {
  const json = stringifyJson(value);
  if (!/[\u2028\u2029]/.test(json)) return json;
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
