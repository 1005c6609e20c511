/** How records are written in a file. */
export const inputFormats = ['jsonl', 'json', 'csv', 'text'] as const;
export type InputFormat = (typeof inputFormats)[number];

/** At most this much of a file is looked at. */
export const sampleBytes = 64 * 1024;

/**
 * The format of a file by its start; undefined: more of it is needed. What it says once, it says of any
 * longer start too, so that it does not matter how the file comes in.
 */
export function sniffFormat(head: Buffer, isWhole: boolean, file: string): InputFormat | undefined {
  const isAll = isWhole || head.length >= sampleBytes;
  const text = head.toString('utf8', 0, sampleBytes).replace(/^\uFEFF?[ \t\r\n]*/, '');
  if (text === '') return isAll ? 'jsonl' : undefined;
  if (text.startsWith('{')) return ofObject(text, isAll);
  const isArray = beginsArray(text, isAll);
  if (isArray === undefined) return undefined;
  return isArray ? 'json' : ofLines(text, isAll, file);
}

/** One on a line of its own is JSONL, one that goes on below is a document. */
function ofObject(text: string, isAll: boolean): InputFormat | undefined {
  const end = text.indexOf('\n');
  if (end < 0) return isAll ? 'jsonl' : undefined;
  const line = text.slice(0, end).trimEnd();
  return /[{[,]$/.test(line) ? 'json' : 'jsonl';
}

/** A list of values, not a line such as `[info] started` or `[2026-11-25] stopped`. */
function beginsArray(text: string, isAll: boolean): boolean | undefined {
  if (!text.startsWith('[')) return false;
  const [, first = '', next = ''] = /^\[[ \t\r\n]*([^ \t\r\n,\]]*)[ \t\r\n]*(.?)/s.exec(text) ?? [];
  if (/^[[{"]/.test(first)) return true;
  if (next === '') return isAll ? first === '' : undefined;
  const isScalar = /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null)$/.test(first);
  return first === '' ? next === ']' : isScalar && /[,\]]/.test(next);
}

/**
 * Of lines that are no JSON the file's name decides; else whether they begin like a header. Where the second begins
 * like an object, all are JSONL, so that a bad first line is told as such.
 */
function ofLines(text: string, isAll: boolean, file: string): InputFormat | undefined {
  const lines = text.split('\n');
  if (!isAll) lines.pop();
  const [first, second = ''] = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (first === undefined) return isAll ? 'jsonl' : undefined;
  if (/\.[ct]sv(\.(gz|zst))?$/i.test(file)) return 'csv';
  if (/\.(jsonl|ndjson)(\.(gz|zst))?$/i.test(file) || second.startsWith('{')) return 'jsonl';
  if (second === '' && !isAll) return undefined;
  return beginsWithHeader(first, second) ? 'csv' : 'text';
}

/** Names in the first line, and as many cells in the second. */
function beginsWithHeader(first: string, second: string): boolean {
  const delimiter = guessDelimiter(first);
  const names = first.split(delimiter);
  const areNames =
    names.length > 1 && names.every((name) => /^"?[\p{L}_][\p{L}\p{N}_ .()/-]*"?$/u.test(name));
  return areNames && (second.includes('"') || second.split(delimiter).length === names.length);
}

/** Which of the usual delimiters of CSV a header has most, outside of quotes. */
export function guessDelimiter(header: string): string {
  const plain = header.replaceAll(/"[^"]*"/g, '');
  const counts = [',', '\t', ';'].map((delimiter) => ({
    delimiter,
    count: plain.split(delimiter).length,
  }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}
