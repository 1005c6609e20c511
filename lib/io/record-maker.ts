import { RecordError } from '../errors.ts';
import { PipeRecord, type Position } from '../record.ts';
import { BadRecord } from './bad-record.ts';
import { Oversized, type RawText } from './raw-text.ts';

/** What every format needs to know to read the records of one file. */
export interface ReadOptions {
  /** The file's name, for positions. */
  file: string;
  /** The index of its first record. */
  firstIndex: number;
  maxRecordBytes: number;
}

type Place = Omit<Position, 'file'>;

/** Makes the records of one file and numbers them. */
export class RecordMaker {
  readonly #file: string;
  readonly #maxRecordBytes: number;
  #index: number;

  constructor({ file, firstIndex, maxRecordBytes }: ReadOptions) {
    this.#file = file;
    this.#index = firstIndex;
    this.#maxRecordBytes = maxRecordBytes;
  }

  /** The next record; what is too large or not UTF-8 can be none. `fitsDoubles` as for PipeRecord. */
  make(raw: RawText, place: Place, fitsDoubles?: true): PipeRecord | BadRecord {
    if (typeof raw === 'string') {
      return new PipeRecord(this.#index++, this.#at(place), raw, fitsDoubles);
    }
    return new BadRecord(this.#index++, this.#at(place), describe(raw, this.#maxRecordBytes));
  }

  /** The next record, which can be none for this reason. */
  refuse(raw: RawText, place: Place, message: string): BadRecord {
    if (typeof raw !== 'string') {
      return new BadRecord(this.#index++, this.#at(place), describe(raw, this.#maxRecordBytes));
    }
    const error = new RecordError('input_parse', message);
    return new BadRecord(this.#index++, this.#at(place), { error, member: 'raw', text: raw });
  }

  #at({ line, column }: Place): Position {
    const file = this.#file;
    return column === undefined ? { file, line } : { file, line, column };
  }
}

function describe(
  raw: Buffer | Oversized,
  maxRecordBytes: number,
): Pick<BadRecord, 'error' | 'member' | 'text'> {
  if (raw instanceof Oversized) {
    const error = new RecordError('too_large', tooLarge(raw, maxRecordBytes));
    return { error, member: 'raw_prefix', text: raw.prefix };
  }
  const error = new RecordError('input_parse', 'the record is not valid UTF-8');
  return { error, member: 'raw_base64', text: raw.toString('base64') };
}

const tooLarge = ({ byteLength }: Oversized, maxRecordBytes: number): string =>
  byteLength === undefined
    ? 'an earlier run found the record too large and kept only its start'
    : `the record has ${byteLength} bytes, at most ${maxRecordBytes} are allowed`;
