import { BadRecord, type Batch } from '../../lib/io/bad-record.ts';

/** The bytes in pieces of these sizes, by turns; without any, in one piece. */
export function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  if (sizes.length === 0) return [bytes];
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

/** Chunks as a file is read: each is overwritten when the next one is asked for. */
export async function* reading(
  pieces: Iterable<Buffer | string>,
): AsyncGenerator<Buffer, void, void> {
  for (const piece of pieces) {
    const chunk = Buffer.from(piece);
    yield chunk;
    chunk.fill('#');
  }
}

/** What a source gave until it ended or failed. */
export interface Gathered {
  /** Each record's text; of a bad one its kind, and what is kept of it. */
  records: string[];
  /** Its index, line and column where there is one. */
  places: string[];
  failure: unknown;
}

export async function gather(batches: AsyncIterable<Batch>): Promise<Gathered> {
  const records: string[] = [];
  const places: string[] = [];
  let failure: unknown;
  try {
    for await (const batch of batches) {
      if (batch.length === 0) throw new Error('a batch is empty');
      for (const entry of batch) {
        const { line, column } = entry.position;
        records.push(entry instanceof BadRecord ? `${entry.error.kind} ${entry.text}` : entry.raw);
        places.push([entry.index, line, column].join(':'));
      }
    }
  } catch (error) {
    failure = error;
  }
  return { records, places, failure };
}
