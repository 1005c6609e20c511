import { type JsonValue, stringifyJson } from '../json.ts';
import type { PipeRecord } from '../record.ts';
import { escapeLineEnds, lineJson, onOneLine } from './line-json.ts';

/**
 * A record as a line of output with its line feed: its text as read, with the added members before
 * the closing brace, on one line. Only a record that a stage has rewritten is serialised anew. The record's text
 * must be that of an object.
 */
export function recordLine(record: PipeRecord): string {
  const { added, isRewritten } = record;
  const raw = onOneLine(record.raw);
  if (isRewritten) return lineJson(record.value) + (raw.endsWith('\r') ? '\r\n' : '\n');
  return added ? `${splice(raw, added)}\n` : `${raw}\n`;
}

function splice(raw: string, added: ReadonlyMap<string, JsonValue>): string {
  const brace = raw.endsWith('}') ? raw.length - 1 : raw.lastIndexOf('}');
  let members = '';
  let comma = isEmptyBefore(raw, brace) ? '' : ',';
  for (const [name, value] of added) {
    members += `${comma}${stringifyJson(name)}:${stringifyJson(value)}`;
    comma = ',';
  }
  return raw.slice(0, brace) + escapeLineEnds(members) + raw.slice(brace);
}

/** True when nothing but white space stands between the object's braces. */
function isEmptyBefore(raw: string, brace: number): boolean {
  let at = brace - 1;
  while (/\s/.test(raw.charAt(at))) at -= 1;
  return raw.charAt(at) === '{';
}
