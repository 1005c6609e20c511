import { stringify } from 'csv-stringify/sync';
import { RecordError } from '../errors.ts';
import { type JsonValue, stringifyJson } from '../json.ts';
import type { PipeRecord } from '../record.ts';

export interface CsvWriteOptions {
  /** The members to write, in this order; undefined: those of the first record, and no other may come. */
  columns: readonly string[] | undefined;
  delimiter: string;
}

/** Writes records as rows of CSV: text as it is, null as nothing, lists and objects as JSON. */
export class CsvLines {
  readonly #delimiter: string;
  readonly #isOpen: boolean;
  #columns: readonly string[] | undefined;

  constructor({ columns, delimiter }: CsvWriteOptions) {
    this.#columns = columns;
    this.#isOpen = columns === undefined;
    this.#delimiter = delimiter;
  }

  /** The header; of columns that nobody named, once there is a record. */
  head(): string {
    return this.#columns ? this.#row(this.#columns) : '';
  }

  /** @throws RecordError for a member that has no column */
  lineOf({ value }: PipeRecord): string {
    this.#columns ??= Object.keys(value);
    const columns = this.#columns;
    const other = this.#isOpen && Object.keys(value).find((name) => !columns.includes(name));
    if (other !== undefined && other !== false) {
      const message = `the output has no column "${other}", since the first record has none; name the columns by output.columns`;
      throw new RecordError('input_parse', message);
    }
    return this.#row(
      columns.map((name) => toCell(Object.hasOwn(value, name) ? value[name] : null)),
    );
  }

  #row(cells: readonly string[]): string {
    return stringify([cells], {
      delimiter: this.#delimiter,
      quoted_match: /[\r\n]/,
      // An empty row would be taken for a blank line.
      quoted_empty: cells.length === 1,
    });
  }
}

function toCell(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : stringifyJson(value);
}
