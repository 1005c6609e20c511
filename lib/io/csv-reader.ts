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

/** The parser may hold back as many bytes, to see what follows them: the end of a row can be among them. */
const lookaheadBytes = 16;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a CSV file into rows. A quote that does not enclose a cell stands for itself; blank lines are left out.
 * A longer row than `maxRowBytes` is a fault, since it is seldom one: a quote not closed takes in the rows that
 * follow. A chunk may be overwritten after `push`. Holds at most one unfinished row and a chunk.
 */
export class CsvReader {
  /** Set where the rows cannot be told apart any more; none is found after it. */
  fault: CsvFault | undefined;
  readonly #maxRowBytes: number;
  readonly #parser: Parser;
  /** From the end of the last row on; its place in the file, and its line. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #start = 0;
  #line = 1;

  constructor(delimiter: string, maxRowBytes: number) {
    this.#maxRowBytes = maxRowBytes;
    this.#parser = parse({
      delimiter,
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
    this.#heldBytes += copy.length;
    this.#parser.write(copy);
    const parsed: Parsed[] = [];
    for (let row = this.#parser.read(); row !== null; row = this.#parser.read()) parsed.push(row);
    const rows = this.#toRows(parsed);
    if (this.#parser.errored) this.#fail(explain(this.#parser.errored), false);
    if (!this.fault && this.#isTooMuch()) this.#checkUnfinished();
    return rows;
  }

  /** The last row, where the file does not end in a line feed. */
  async end(): Promise<CsvRow[]> {
    this.#parser.end();
    const parsed: Parsed[] = [];
    let failure: unknown;
    try {
      for await (const row of this.#parser) parsed.push(row);
    } catch (error) {
      failure = error;
    }
    const rows = this.#toRows(parsed);
    if (failure) this.#fail(explain(failure), true);
    return rows;
  }

  #toRows(parsed: readonly Parsed[]): CsvRow[] {
    const rows: CsvRow[] = [];
    if (parsed.length === 0) return rows;
    const held = this.#join();
    const base = this.#start;
    for (const { record, info } of parsed) {
      const row = {
        cells: record,
        ...this.#advance(held.subarray(this.#start - base, info.bytes - base)),
      };
      if (row.bytes.length > this.#maxRowBytes) {
        this.fault ??= { message: tooLarge, line: row.line, bytes: row.bytes, isAtEnd: false };
        return rows;
      }
      rows.push(row);
    }
    this.#hold(held.subarray(this.#start - base));
    return rows;
  }

  /** Passes over the bytes of a row, and over the blank lines before it. */
  #advance(bytes: Buffer): Pick<CsvRow, 'bytes' | 'line'> {
    const start = blankBytes(bytes);
    const line = this.#line + countLineFeeds(bytes.subarray(0, start));
    this.#line += countLineFeeds(bytes);
    this.#start += bytes.length;
    return { bytes: bytes.subarray(start), line };
  }

  /** Lets go of the blank lines, which may be without end, but not of a row without end. */
  #checkUnfinished(): void {
    const held = this.#join();
    const blank = blankBytes(held);
    this.#advance(held.subarray(0, blank));
    this.#hold(held.subarray(blank));
    if (this.#isTooMuch()) this.#fail(tooLarge, false);
  }

  #isTooMuch(): boolean {
    return this.#heldBytes > this.#maxRowBytes + lookaheadBytes;
  }

  #join(): Buffer {
    return Buffer.concat(this.#held);
  }

  #hold(rest: Buffer): void {
    this.#held = [rest];
    this.#heldBytes = rest.length;
  }

  #fail(message: string, isAtEnd: boolean): void {
    this.fault ??= { message, ...this.#advance(this.#join()), isAtEnd };
  }
}

const tooLarge = 'the row is too large; is a quote not closed?';

/** How many bytes of line ends come first. */
function blankBytes(bytes: Buffer): number {
  const index = bytes.findIndex((byte) => byte !== lineFeed && byte !== carriageReturn);
  return index < 0 ? bytes.length : index;
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === lineFeed) count += 1;
  return count;
}

function explain(error: unknown): string {
  const code = error instanceof CsvError ? error.code : undefined;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote that opens a cell is not closed';
  return messageOf(error);
}
