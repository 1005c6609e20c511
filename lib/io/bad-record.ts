import type { RecordError } from '../errors.ts';
import type { PipeRecord, Position } from '../record.ts';

/** A piece of the input that can be no record, with what the dead letter keeps of it. */
export class BadRecord {
  readonly index: number;
  readonly position: Position;
  readonly error: RecordError;
  /** The name of `text` in the dead letter: the whole text, its bytes, or its start. */
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
