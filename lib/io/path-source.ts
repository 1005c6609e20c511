import { none } from 'stream-chain/defs.js';
import gen from 'stream-chain/gen.js';
import { pick } from 'stream-json/filters/pick.js';
import { parser, type Token } from 'stream-json/parser.js';
import { LlmPipeError, messageOf, StopError, UsageError } from '../errors.ts';
import type { PipeRecord } from '../record.ts';
import type { BadRecord, Batch } from './bad-record.ts';
import { matchesPath, type PathStep } from './json-path.ts';
import { type ReadOptions, RecordMaker } from './record-maker.ts';
import { codeOf } from './system-error.ts';
import { TokenWriter } from './token-writer.ts';

export interface PathReadOptions extends ReadOptions {
  steps: readonly PathStep[];
  /** The same as the user wrote it. */
  path: string;
}

const batchRecords = 64;

/**
 * The records of a JSON document under a path: the elements of the arrays there, and the objects there. They
 * are written anew, without white space; numbers and the order of members stay as they are. Holds at most one
 * value of `maxRecordBytes` and a batch of 64. @throws UsageError if there is nothing under the path; StopError
 * where the document is wrong, after the records of the chunks before that
 */
export async function* readPath(
  chunks: AsyncIterable<Buffer>,
  options: PathReadOptions,
): AsyncGenerator<Batch, void, void> {
  const values = new ValueReader(options);
  let batch: (PipeRecord | BadRecord)[] = [];
  let fault: unknown;
  try {
    for await (const token of tokensUnder(options.steps, chunks)) {
      const record = values.read(token);
      if (record) batch.push(record);
      if (batch.length < batchRecords) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    fault = error;
  }
  if (batch.length > 0) yield batch;
  if (fault) throw explain(fault, options.file);
  if (!values.hasRead) {
    throw new UsageError(`${options.file}: there is nothing under the path ${options.path}`);
  }
}

/** Not as a stream, which would drop what it has read when it comes to a fault. */
async function* tokensUnder(
  steps: readonly PathStep[],
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Token, void, void> {
  const read = gen(
    // `none` flushes the functions below; only what comes first can say that it may be given.
    (text: string | typeof none) => text,
    parser({
      packKeys: true,
      streamKeys: false,
      packNumbers: true,
      streamNumbers: false,
      // A string of any length comes in pieces.
      packStrings: false,
      jsonStreaming: true,
    }),
    pick({ filter: (keys) => matchesPath(steps, keys) }),
  );
  for await (const text of decode(chunks)) yield* read(text);
  yield* read(none);
}

/** @throws TypeError where the bytes are not UTF-8 */
async function* decode(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** Makes a record of each value. */
class ValueReader {
  hasRead = false;
  readonly #records: RecordMaker;
  readonly #writer: TokenWriter;
  #isInArray = false;

  constructor(options: PathReadOptions) {
    this.#records = new RecordMaker(options);
    this.#writer = new TokenWriter(options.maxRecordBytes);
  }

  read(token: Token): PipeRecord | BadRecord | undefined {
    this.hasRead = true;
    if (this.#writer.isIdle && token.name === (this.#isInArray ? 'endArray' : 'startArray')) {
      this.#isInArray = !this.#isInArray;
      return undefined;
    }
    const raw = this.#writer.write(token);
    return raw === undefined ? undefined : this.#records.make(raw, { line: undefined });
  }
}

function explain(cause: unknown, file: string): LlmPipeError {
  if (cause instanceof LlmPipeError) return cause;
  const isEncoding = codeOf(cause) === 'ERR_ENCODING_INVALID_ENCODED_DATA';
  const reason = isEncoding ? 'not valid UTF-8' : `not valid JSON: ${messageOf(cause)}`;
  return new StopError(`cannot read ${file}: ${reason}`, { cause });
}
