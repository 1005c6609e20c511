import type { PipeRecord } from '../record.ts';
import type { BadRecord, Batch } from './bad-record.ts';
import { LineSplitter } from './line-splitter.ts';
import type { RawText } from './raw-text.ts';
import { type ReadOptions, RecordMaker } from './record-maker.ts';

/**
 * The records of a file of which each line holds one, as `toRecord` reads it; a batch for each chunk in
 * which a record ends. Blank lines count as lines only. Holds at most one unfinished line of
 * `maxRecordBytes`.
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  options: ReadOptions,
  toRecord: (line: RawText) => RawText,
): AsyncGenerator<Batch, void, void> {
  const splitter = new LineSplitter(options.maxRecordBytes);
  const records = new RecordMaker(options);
  let lines = 0;

  const take = (read: readonly RawText[]): Batch => {
    const batch: (PipeRecord | BadRecord)[] = [];
    for (const line of read) {
      lines += 1;
      if (!isBlank(line)) batch.push(records.make(toRecord(line), { line: lines }));
    }
    return batch;
  };

  for await (const chunk of chunks) {
    const batch = take(splitter.push(chunk));
    if (batch.length > 0) yield batch;
  }
  const rest = take(splitter.end());
  if (rest.length > 0) yield rest;
}

const isBlank = (line: RawText): boolean =>
  typeof line === 'string' && !line.startsWith('{') && line.trim() === '';
