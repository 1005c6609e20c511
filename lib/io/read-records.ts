import { UsageError } from '../errors.ts';
import type { Batch } from './bad-record.ts';
import type { PathStep } from './json-path.ts';
import { readJson } from './json-source.ts';
import { readJsonl } from './jsonl-source.ts';
import { peek } from './peek.ts';
import type { ReadOptions } from './record-maker.ts';
import { guessDelimiter, type InputFormat, sniffFormat } from './sniff-format.ts';
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

/** The records of one file in their format. @throws UsageError, StopError */
export async function* readRecords(
  chunks: AsyncIterable<Buffer>,
  format: RecordFormat,
  options: ReadOptions,
): AsyncGenerator<Batch, void, void> {
  const { file } = options;
  const { path } = format;
  const isKnown = format.format !== undefined || path !== undefined;
  const input = await peek(chunks, (head) =>
    isKnown ? head.length >= markBytes : sniffFormat(head, false, file) !== undefined,
  );
  refuseUtf16(input.head, file);
  if (path) {
    const { readPath } = await import('./path-source.ts');
    return yield* readPath(input.chunks, { ...options, steps: path.steps, path: path.text });
  }
  switch (format.format ?? sniffFormat(input.head, true, file)) {
    case 'json':
      return yield* readJson(input.chunks, options);
    case 'csv':
      return yield* readCsv(input.chunks, format, options);
    case 'text':
      return yield* readText(input.chunks, options);
    default:
      return yield* readJsonl(input.chunks, options);
  }
}

const markBytes = 2;

function refuseUtf16(head: Buffer, file: string): void {
  const mark = head.toString('hex', 0, markBytes);
  if (mark !== 'fffe' && mark !== 'feff') return;
  throw new UsageError(
    `cannot read ${file}: it is UTF-16; iconv -f UTF-16 -t UTF-8 makes it UTF-8`,
  );
}

async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  { columns, delimiter }: RecordFormat,
  options: ReadOptions,
): AsyncGenerator<Batch, void, void> {
  const csv = await import('./csv-source.ts');
  const input = await peek(chunks, (head) => delimiter !== undefined || head.includes('\n'));
  const [first = ''] = input.head.toString().split('\n');
  yield* csv.readCsv(input.chunks, {
    ...options,
    columns,
    delimiter: delimiter ?? guessDelimiter(first),
  });
}
