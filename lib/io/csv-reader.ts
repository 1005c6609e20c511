import { CsvError, type Parser, parse } from 'csv-parse';
import { messageOf } from '../errors.ts';

/** One row of a CSV file. */
export interface CsvRow {
  cells: readonly string[];
  /** As it stands in the file, with its line end. */
  bytes: Buffer;
  /** Where it begins, from 1. */
  line: number;
}

/** The place where a file stops being CSV, and what is left of it. */
export interface CsvFault {
  message: string;
  line: number;
  bytes: Buffer;
  /** The file has been read to its end, so that nothing but these bytes is lost. */
  isAtEnd: boolean;
}

interface Parsed {
  record: string[];
  info: { bytes: number };
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a CSV file into rows. A quote that does not enclose a cell stands for itself; blank lines are left out.
 * A chunk may be overwritten after `push`. Holds at most one unfinished row of `maxRowBytes`.
 */
export class CsvReader {
  /** Set where the rows cannot be told apart any more; none is found after it. */
  fault: CsvFault | undefined;
  readonly #parser: Parser;
  /** From the end of the last row on; its place in the file, and its line. */
  #held: Buffer[] = [];
  #start = 0;
  #line = 1;

  constructor(delimiter: string, maxRowBytes: number) {
    this.#parser = parse({
      delimiter,
      max_record_size: maxRowBytes,
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n'],
    });
    // It is read from the parser's state.
    this.#parser.on('error', () => {});
  }

  /** The rows that end in this chunk. */
  push(chunk: Buffer): CsvRow[] {
    const copy = Buffer.from(chunk);
    this.#held.push(copy);
    this.#parser.write(copy);
    const rows = this.#takeRows();
    this.#noteFault(this.#parser.errored, false);
    return rows;
  }

  /** The last row, where the file does not end in a line feed. */
  async end(): Promise<CsvRow[]> {
    this.#parser.end();
    const parsed: Parsed[] = [];
    try {
      for await (const row of this.#parser) parsed.push(row);
    } catch (error) {
      const rows = this.#toRows(parsed);
      this.#noteFault(error, true);
      return rows;
    }
    return this.#toRows(parsed);
  }

  #takeRows(): CsvRow[] {
    const parsed: Parsed[] = [];
    for (let row = this.#parser.read(); row !== null; row = this.#parser.read()) parsed.push(row);
    return this.#toRows(parsed);
  }

  #toRows(parsed: readonly Parsed[]): CsvRow[] {
    if (parsed.length === 0) return [];
    const held = Buffer.concat(this.#held);
    const base = this.#start;
    const rows = parsed.map(({ record, info }) => {
      const bytes = held.subarray(this.#start - base, info.bytes - base);
      return { cells: record, ...this.#advance(bytes) };
    });
    this.#held = [held.subarray(this.#start - base)];
    return rows;
  }

  /** Passes over the bytes of a row, and over the blank lines before it. */
  #advance(bytes: Buffer): Pick<CsvRow, 'bytes' | 'line'> {
    let start = 0;
    while (bytes[start] === lineFeed || bytes[start] === carriageReturn) start += 1;
    const line = this.#line + countLineFeeds(bytes.subarray(0, start));
    this.#line += countLineFeeds(bytes);
    this.#start += bytes.length;
    return { bytes: bytes.subarray(start), line };
  }

  #noteFault(error: unknown, isAtEnd: boolean): void {
    if (!error || this.fault) return;
    const { line, bytes } = this.#advance(Buffer.concat(this.#held));
    this.fault = { message: explain(error), line, bytes, isAtEnd };
  }
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === lineFeed) count += 1;
  return count;
}

function explain(error: unknown): string {
  const code = error instanceof CsvError ? error.code : undefined;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote that opens a cell is not closed';
  if (code === 'CSV_MAX_RECORD_SIZE') return 'the row is too large; is a quote not closed?';
  return messageOf(error);
}
