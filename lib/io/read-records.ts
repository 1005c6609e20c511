import { UsageError } from '../errors.ts';
import type { Batch } from './bad-record.ts';
import { beginsDeadLetter } from './dead-letter.ts';
import type { PathStep } from './json-path.ts';
import { readJson } from './json-source.ts';
import { readJsonl } from './jsonl-source.ts';
import { peek } from './peek.ts';
import type { ReadOptions } from './record-maker.ts';
import { guessDelimiter, type InputFormat, sampleBytes, sniffFormat } from './sniff-format.ts';
import { readText } from './text-source.ts';

/** How records are written in the input. */
export interface RecordFormat {
  /** Undefined: what each file looks like. */
  format: InputFormat | undefined;
  /** Where the records stand in a JSON document; undefined: they are the document. */
  path: { text: string; steps: readonly PathStep[] } | undefined;
  /** The columns of CSV; undefined: the first row names them. */
  columns: readonly string[] | undefined;
  /** What stands between the cells of CSV; undefined: that which the first row has most of `,`, tab and `;`. */
  delimiter: string | undefined;
}

/**
 * The records of one file in their format; the dead letter of an earlier run is known as such, whatever the
 * format. @throws UsageError, StopError
 */
export async function* readRecords(
  chunks: AsyncIterable<Buffer>,
  format: RecordFormat,
  options: ReadOptions,
): AsyncGenerator<Batch, void, void> {
  const input = await peek(chunks, (head, isWhole) => {
    if (head.length < markBytes && !isWhole) return undefined;
    refuseUtf16(head, options.file);
    return formatOf(head, isWhole, format, options);
  });
  switch (input.seen) {
    case 'json':
      return yield* readDocument(input.chunks, format, options);
    case 'csv':
      return yield* readCsv(input.chunks, format, options);
    case 'text':
      return yield* readText(input.chunks, options);
    default:
      return yield* readJsonl(input.chunks, options);
  }
}

/** Of a byte order mark. */
const markBytes = 3;

function refuseUtf16(head: Buffer, file: string): void {
  const mark = head.toString('hex', 0, 2);
  if (mark !== 'fffe' && mark !== 'feff') return;
  throw new UsageError(
    `cannot read ${file}: it is UTF-16; iconv -f UTF-16 -t UTF-8 makes it UTF-8`,
  );
}

/** Undefined: more of the file is needed. */
function formatOf(
  head: Buffer,
  isWhole: boolean,
  { format, path }: RecordFormat,
  { file, maxRecordBytes }: ReadOptions,
): InputFormat | undefined {
  const known = path ? 'json' : format;
  if (!known) return sniffFormat(head, isWhole, file);
  const isDeadLetter = beginsDeadLetter(head, isWhole || head.length > maxRecordBytes);
  if (isDeadLetter === undefined) return undefined;
  return isDeadLetter ? 'jsonl' : known;
}

async function* readDocument(
  chunks: AsyncIterable<Buffer>,
  { path }: RecordFormat,
  options: ReadOptions,
): AsyncGenerator<Batch, void, void> {
  if (!path) return yield* readJson(chunks, options);
  const { readPath } = await import('./path-source.ts');
  yield* readPath(chunks, { ...options, steps: path.steps, path: path.text });
}

async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  { columns, delimiter }: RecordFormat,
  options: ReadOptions,
): AsyncGenerator<Batch, void, void> {
  const csv = await import('./csv-source.ts');
  if (delimiter !== undefined) {
    return yield* csv.readCsv(chunks, { ...options, columns, delimiter });
  }
  const input = await peek(chunks, firstLine);
  yield* csv.readCsv(input.chunks, {
    ...options,
    columns,
    delimiter: guessDelimiter(input.seen ?? ''),
  });
}

/** The first line that is not blank; undefined: more of the file is needed. */
function firstLine(head: Buffer, isWhole: boolean): string | undefined {
  const [, line, end] = /^[\r\n]*([^\r\n]*)(.?)/s.exec(head.toString('utf8', 0, sampleBytes)) ?? [];
  return end || isWhole || head.length >= sampleBytes ? line : undefined;
}
