import { lineJson } from './line-json.ts';
import { readLines } from './line-source.ts';
import type { RawText } from './raw-text.ts';
import type { ReadOptions } from './record-maker.ts';

/** The records of a file of plain text: a line that is not blank is `{"text": LINE}`; see `readLines`. */
export const readText = (chunks: AsyncIterable<Buffer>, options: ReadOptions) =>
  readLines(chunks, options, toRecord);

const toRecord = (line: RawText): RawText =>
  typeof line === 'string' ? `{"text":${lineJson(line.replace(/\r$/, ''))}}` : line;
