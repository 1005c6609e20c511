import { isUtf8 } from 'node:buffer';

/** A value of a JSON document, and where it begins. */
interface FoundJson {
  raw: string;
  line: number;
  column: number;
}

/**
 * What JsonScanner looks for, found by the plainest means: a value ends where JSON.parse first takes it and
 * something follows that may. `isSpoilt` where there is no such value, or something else is wrong.
 */
export function findValues(bytes: Buffer): { values: FoundJson[]; isSpoilt: boolean } {
  // One character for each byte.
  const text = bytes.toString('latin1');
  const values: FoundJson[] = [];
  let at = 0;
  const skipSpace = () => {
    while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
    return text.charAt(at);
  };
  const takeValue = (): boolean => {
    const end = endOfValue(text, at);
    if (end < 0) return false;
    const before = text.slice(0, at).split('\n');
    const raw = Buffer.from(text.slice(at, end), 'latin1').toString();
    values.push({ raw, line: before.length, column: widthOf(before.at(-1) ?? '') + 1 });
    at = end;
    return true;
  };
  const takeArray = (): boolean => {
    at += 1;
    if (skipSpace() === ']') {
      at += 1;
      return true;
    }
    while (takeValue()) {
      const next = skipSpace();
      at += 1;
      if (next === ']') return true;
      if (next !== ',') return false;
      skipSpace();
    }
    return false;
  };
  for (let next = skipSpace(); next !== ''; next = skipSpace()) {
    const isTaken = next === '[' ? takeArray() : next === '{' && takeValue();
    if (!isTaken) return { values, isSpoilt: true };
  }
  return { values, isSpoilt: false };
}

/** In characters of UTF-16, given the bytes of UTF-8. */
const widthOf = (latin1: string): number =>
  latin1.replaceAll(/[\x80-\xbf]/g, '').replaceAll(/[\xf0-\xff]/g, 'xx').length;

function endOfValue(text: string, start: number): number {
  for (let end = start + 1; end <= text.length; end += 1) {
    const mayEnd = end === text.length || ' \t\r\n,[]{}"'.includes(text.charAt(end));
    const isScalar = /[-0-9tfn]/.test(text.charAt(start));
    if ((mayEnd || !isScalar) && isValue(text.slice(start, end))) return end;
  }
  return -1;
}

function isValue(latin1: string): boolean {
  const bytes = Buffer.from(latin1, 'latin1');
  if (!isUtf8(bytes)) return false;
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}
