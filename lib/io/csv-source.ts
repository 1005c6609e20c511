import { isUtf8 } from 'node:buffer';
import { formatProblem, StopError, UsageError } from '../errors.ts';
import type { PipeRecord } from '../record.ts';
import type { BadRecord, Batch } from './bad-record.ts';
import { CsvReader, type CsvRow } from './csv-reader.ts';
import { lineJson } from './line-json.ts';
import { type RawText, toRawText } from './raw-text.ts';
import { type ReadOptions, RecordMaker } from './record-maker.ts';

export interface CsvReadOptions extends ReadOptions {
  delimiter: string;
  /** The columns' names; undefined: the first row holds them. */
  columns: readonly string[] | undefined;
}

/** What an invalid byte is decoded as. */
const replacement = '\uFFFD';

/**
 * The records of a CSV file: each row is an object of its cells, as text, under the columns' names. A batch
 * for each chunk in which a row ends. Bounds as for CsvReader. @throws UsageError for a header that cannot
 * be used; StopError where rows cannot be told apart, after those before
 */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  options: CsvReadOptions,
): AsyncGenerator<Batch, void, void> {
  const reader = new CsvReader(options.delimiter, options.maxRecordBytes);
  const rows = new RowReader(options);
  for await (const chunk of chunks) {
    const batch = rows.read(reader.push(chunk));
    if (batch.length > 0) yield batch;
    if (reader.fault) break;
  }
  const rest = rows.read(reader.fault ? [] : await reader.end());
  if (rest.length > 0) yield rest;
  const { fault } = reader;
  if (fault?.isAtEnd) yield [rows.refuse(fault.bytes, fault.line, fault.message)];
  else if (fault) throw new StopError(formatProblem({ file: options.file, column: 1, ...fault }));
}

/** Makes records of rows. */
class RowReader {
  readonly #options: CsvReadOptions;
  readonly #records: RecordMaker;
  /** The start of each member, from its name to the colon. */
  #members: readonly string[] | undefined;

  constructor(options: CsvReadOptions) {
    this.#options = options;
    this.#records = new RecordMaker(options);
    this.#members = options.columns && toMembers(options.columns);
  }

  read(rows: readonly CsvRow[]): Batch {
    const batch: (PipeRecord | BadRecord)[] = [];
    for (const row of rows) {
      if (this.#members) batch.push(this.#toRecord(row, this.#members));
      else this.#members = toMembers(this.#namesOf(row));
    }
    return batch;
  }

  refuse(bytes: Buffer, line: number, message: string): BadRecord {
    return this.#records.refuse(this.#textOf(bytes), { line }, message);
  }

  #toRecord({ cells, bytes, line }: CsvRow, members: readonly string[]): PipeRecord | BadRecord {
    if (cells.length !== members.length) {
      const message = `expected ${members.length} cells, got ${cells.length}`;
      return this.refuse(bytes, line, message);
    }
    let json = '';
    for (const [at, member] of members.entries()) {
      json += `${at === 0 ? '{' : ','}${member}${lineJson(cells[at])}`;
    }
    const isSpoilt = json.includes(replacement) && !isUtf8(bytes);
    return this.#records.make(isSpoilt ? this.#textOf(bytes) : `${json}}`, { line });
  }

  #textOf(bytes: Buffer): RawText {
    return toRawText(bytes, bytes.length, this.#options.maxRecordBytes);
  }

  #namesOf({ cells, bytes, line }: CsvRow): string[] {
    const names = cells.map((name, at) => name.trim() || `column_${at + 1}`);
    const message = headerProblem(names, bytes);
    if (message === undefined) return names;
    throw new UsageError(formatProblem({ file: this.#options.file, line, column: 1, message }));
  }
}

function headerProblem(names: readonly string[], bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return 'the header is not valid UTF-8';
  // Where only these end the lines, the whole file is one row.
  if (names.some((name) => /\r(?!\n)/.test(name))) return 'a carriage return alone ends no line';
  const twice = twiceIn(names);
  return twice && `two columns are named "${twice}"; name all of them by input.columns`;
}

/** A name that stands there more than once. */
const twiceIn = (names: readonly string[]): string | undefined =>
  names.find((name, at) => names.indexOf(name) < at);

const toMembers = (names: readonly string[]): string[] => names.map((name) => `${lineJson(name)}:`);
