import { isUtf8 } from 'node:buffer';
import { RecordError } from '../errors.ts';
import { PipeRecord, type Position } from '../record.ts';
import { unwrapDeadLetterLine } from './dead-letter.ts';
import { type Line, LineSplitter, OversizedLine } from './line-splitter.ts';

/** A line of the input that can be no record, with what the dead letter keeps of it. */
export class BadRecord {
  readonly index: number;
  readonly position: Position;
  readonly error: RecordError;
  /** The name of `text` in the dead letter: the whole line, its bytes, or its start. */
  readonly member: 'raw' | 'raw_base64' | 'raw_prefix';
  readonly text: string;

  constructor(
    index: number,
    position: Position,
    { error, member, text }: Pick<BadRecord, 'error' | 'member' | 'text'>,
  ) {
    this.index = index;
    this.position = position;
    this.error = error;
    this.member = member;
    this.text = text;
  }
}

/** What one read of the input delivered, in order; never empty. */
export type Batch = readonly (PipeRecord | BadRecord)[];

export interface JsonlOptions {
  /** The file's name, for positions. */
  file: string;
  /** The index of its first record. */
  firstIndex: number;
  maxRecordBytes: number;
}

/**
 * The records of one file, a batch for each chunk in which a record ends. Blank lines count as lines
 * only. JSON is not checked here, but a dead-letter line of an earlier run gives its record again.
 * Holds at most one unfinished line of `maxRecordBytes`.
 */
export async function* readJsonl(
  chunks: AsyncIterable<Buffer>,
  options: JsonlOptions,
): AsyncGenerator<Batch, void, void> {
  const splitter = new LineSplitter(options.maxRecordBytes);
  const records = new RecordCounter(options);
  for await (const chunk of chunks) {
    const batch = records.take(splitter.push(chunk));
    if (batch.length > 0) yield batch;
  }
  const rest = records.take(splitter.end());
  if (rest.length > 0) yield rest;
}

/** Makes records of lines and numbers both. */
class RecordCounter {
  readonly #file: string;
  readonly #maxRecordBytes: number;
  #index: number;
  #line = 0;

  constructor({ file, firstIndex, maxRecordBytes }: JsonlOptions) {
    this.#file = file;
    this.#index = firstIndex;
    this.#maxRecordBytes = maxRecordBytes;
  }

  take(lines: readonly Line[]): Batch {
    const batch: (PipeRecord | BadRecord)[] = [];
    for (const line of lines) {
      this.#line += 1;
      if (!isBlank(line)) batch.push(this.#toRecord(line));
    }
    return batch;
  }

  #toRecord(line: Line): PipeRecord | BadRecord {
    const position = { file: this.#file, line: this.#line };
    const index = this.#index++;
    const original = originalOf(line);
    if (typeof original === 'string') return new PipeRecord(index, position, original);
    return new BadRecord(index, position, describe(original, this.#maxRecordBytes));
  }
}

const isBlank = (line: Line): boolean =>
  typeof line === 'string' && !line.startsWith('{') && line.trim() === '';

/** The line itself, or what an earlier run had read where it is one of its dead-letter lines. */
function originalOf(line: Line): Line {
  const original = typeof line === 'string' ? (unwrapDeadLetterLine(line) ?? line) : line;
  return Buffer.isBuffer(original) && isUtf8(original) ? original.toString() : original;
}

function describe(
  line: Buffer | OversizedLine,
  maxRecordBytes: number,
): Pick<BadRecord, 'error' | 'member' | 'text'> {
  if (line instanceof OversizedLine) {
    const error = new RecordError('too_large', tooLarge(line, maxRecordBytes));
    return { error, member: 'raw_prefix', text: line.prefix };
  }
  const error = new RecordError('input_parse', 'the line is not valid UTF-8');
  return { error, member: 'raw_base64', text: line.toString('base64') };
}

const tooLarge = ({ byteLength }: OversizedLine, maxRecordBytes: number): string =>
  byteLength === undefined
    ? 'an earlier run found the line too large and kept only its start'
    : `the line has ${byteLength} bytes, at most ${maxRecordBytes} are allowed`;
