/** How records are written in a file. */
export const inputFormats = ['jsonl', 'json', 'csv', 'text'] as const;
export type InputFormat = (typeof inputFormats)[number];

/** At most this much of a file is looked at. */
const sampleBytes = 64 * 1024;

/**
 * The format of a file by its start; undefined: more of it is needed. Of text with commas the file's name
 * decides, or whether it begins like a header. What has a line that begins like an object is JSONL, so that
 * bad lines before it are told as such.
 */
export function sniffFormat(head: Buffer, isWhole: boolean, file: string): InputFormat | undefined {
  const isAll = isWhole || head.length >= sampleBytes;
  const text = head
    .toString('utf8', 0, sampleBytes)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text === '') return isAll ? 'jsonl' : undefined;
  if (text.startsWith('{')) return ofObject(text, isAll);
  if (text.startsWith('[')) return ofArray(text, isAll);
  const lines = text.split('\n').map((line) => line.trim());
  if (!isAll) lines.pop();
  if (lines.some((line) => line.startsWith('{'))) return 'jsonl';
  if (lines.length < 2 && !isAll) return undefined;
  return /\.[ct]sv(\.(gz|zst))?$/i.test(file) || beginsWithHeader(lines) ? 'csv' : 'text';
}

/** One on a line of its own is JSONL, one that goes on below is a document. */
function ofObject(text: string, isAll: boolean): InputFormat | undefined {
  const end = text.indexOf('\n');
  if (end < 0) return isAll ? 'jsonl' : undefined;
  const line = text.slice(0, end).trimEnd();
  return /[{[,]$/.test(line) ? 'json' : 'jsonl';
}

/** A list of values, not a line such as `[info] started`. */
function ofArray(text: string, isAll: boolean): InputFormat | undefined {
  const [next] = text.slice(1).trimStart();
  if (next === undefined) return isAll ? 'json' : undefined;
  return /[[{"\]\d-]/.test(next) || /^\[\s*(true|false|null)\b/.test(text) ? 'json' : 'text';
}

/** Names in the first line, and as many cells in the second. */
function beginsWithHeader([first = '', second = '']: readonly string[]): boolean {
  const delimiter = guessDelimiter(first);
  const names = first.split(delimiter);
  const areNames =
    names.length > 1 && names.every((name) => /^"?[\p{L}_][\p{L}\p{N}_ .()/-]*"?$/u.test(name));
  return areNames && (second.includes('"') || second.split(delimiter).length === names.length);
}

/** Which of the usual delimiters of CSV a header has most. */
export function guessDelimiter(header: string): string {
  const counts = [',', '\t', ';'].map((delimiter) => ({
    delimiter,
    count: header.split(delimiter).length,
  }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}
