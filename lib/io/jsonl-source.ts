import { isUtf8 } from 'node:buffer';
import { unwrapDeadLetterLine } from './dead-letter.ts';
import { readLines } from './line-source.ts';
import type { RawText } from './raw-text.ts';
import type { ReadOptions } from './record-maker.ts';

/**
 * The records of a file of JSON lines; see `readLines`. JSON is not checked here, but a dead-letter line
 * of an earlier run gives its record again.
 */
export const readJsonl = (chunks: AsyncIterable<Buffer>, options: ReadOptions) =>
  readLines(chunks, options, originalOf);

/** The line itself, or what an earlier run had read where it is one of its dead-letter lines. */
function originalOf(line: RawText): RawText {
  const original = typeof line === 'string' ? (unwrapDeadLetterLine(line) ?? line) : line;
  return Buffer.isBuffer(original) && isUtf8(original) ? original.toString() : original;
}
