import { UsageError } from '../errors.ts';
import type { Batch } from './bad-record.ts';
import { type ByteSource, type ByteStream, pathSource, stdinSource } from './byte-source.ts';
import { decompress } from './decompress.ts';
import { parsePath, wholeDocument } from './json-path.ts';
import { type RecordFormat, readRecords } from './read-records.ts';
import type { InputFormat } from './sniff-format.ts';

export interface InputOptions {
  /** Default: `auto`, what each file looks like. */
  format?: InputFormat | 'auto' | undefined;
  /** Where the records stand in a JSON document, such as `$.data.items`; default: `$`. */
  path?: string | undefined;
  /** The columns of CSV; default: as the first row names them. */
  columns?: readonly string[] | undefined;
  /** Between the cells of CSV; default: what the first row has most of `,`, tab and `;`. */
  delimiter?: string | undefined;
  maxRecordBytes: number;
  /** Records to leave out at the start. */
  skip?: number | undefined;
  /** Records to read after those; then the input is closed. */
  limit?: number | undefined;
}

/** The records of all input files. */
export interface Input {
  /** One pass, file by file, in order. Indexes count skipped records too. @throws StopError */
  readonly batches: AsyncIterable<Batch>;
  readonly bytesRead: number;
  /** The size of all files, absent if one of them is not a regular file. */
  readonly sizeBytes: number | undefined;
  /** Ends `batches` at once, even while it waits for bytes. */
  close(): void;
}

/**
 * Finds all files readable before anything is read. `-`, or no path at all, is standard input.
 * @throws UsageError
 */
export function openInput(
  paths: readonly string[],
  stdin: ByteStream,
  options: InputOptions,
): Input {
  const format = formatOf(options);
  return new FileInput(openSources(paths, stdin), format, options);
}

function formatOf({ format = 'auto', path = wholeDocument, columns, delimiter }: InputOptions) {
  const steps = parsePath(path);
  if (!steps) {
    throw new UsageError(`expected a path such as $.data.items or data[*].rows, got "${path}"`);
  }
  if (columns && new Set(columns).size < columns.length) {
    throw new UsageError(`two of the columns have the same name: ${columns.join(', ')}`);
  }
  const isWhole = steps.length === 0;
  if (!isWhole && format !== 'auto' && format !== 'json') {
    throw new UsageError(`a path leads into JSON documents; the format of the input is ${format}`);
  }
  return {
    format: format === 'auto' ? undefined : format,
    path: isWhole ? undefined : { text: path, steps },
    columns,
    delimiter,
  };
}

function openSources(paths: readonly string[], stdin: ByteStream): ByteSource[] {
  const names = paths.length > 0 ? paths : ['-'];
  if (names.indexOf('-') !== names.lastIndexOf('-')) {
    throw new UsageError('cannot read standard input (-) more than once');
  }
  const sources: ByteSource[] = [];
  try {
    for (const name of names) sources.push(name === '-' ? stdinSource(stdin) : pathSource(name));
  } catch (error) {
    for (const source of sources) source.close();
    throw error;
  }
  return sources;
}

class FileInput implements Input {
  readonly batches: AsyncIterable<Batch>;
  readonly sizeBytes: number | undefined;
  readonly #sources: readonly ByteSource[];
  readonly #options: InputOptions;
  readonly #format: RecordFormat;
  #bytesRead = 0;
  #isClosed = false;

  constructor(sources: readonly ByteSource[], format: RecordFormat, options: InputOptions) {
    this.#sources = sources;
    this.#options = options;
    this.#format = format;
    this.sizeBytes = sum(sources.map((source) => source.sizeBytes));
    this.batches = this.#take();
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  close(): void {
    this.#isClosed = true;
    for (const source of this.#sources) source.close();
  }

  /** The batches from `skip` up to `limit`; closes the input before it gives the last record. */
  async *#take(): AsyncGenerator<Batch, void, void> {
    const { skip = 0, limit = Number.POSITIVE_INFINITY } = this.#options;
    const end = skip + limit;
    let index = 0;
    try {
      if (limit === 0) return;
      for await (const batch of this.#readAll()) {
        // What comes after `close` may end in a line cut short.
        if (this.#isClosed) return;
        const wanted = batch.slice(Math.max(0, skip - index), end - index);
        index += batch.length;
        if (index >= end) this.close();
        if (wanted.length > 0) yield wanted;
        if (index >= end) return;
      }
    } finally {
      this.close();
    }
  }

  async *#readAll(): AsyncGenerator<Batch, void, void> {
    let firstIndex = 0;
    for (const source of this.#sources) {
      for await (const batch of this.#readOne(source, firstIndex)) {
        firstIndex += batch.length;
        yield batch;
      }
    }
  }

  async *#readOne(source: ByteSource, firstIndex: number): AsyncGenerator<Batch, void, void> {
    const file = source.name;
    const { maxRecordBytes } = this.#options;
    const chunks = decompress(this.#count(source), file);
    try {
      yield* readRecords(chunks, this.#format, { file, firstIndex, maxRecordBytes });
    } catch (error) {
      // What was closed ends too early.
      if (!this.#isClosed) throw error;
    }
  }

  async *#count(source: ByteSource): AsyncGenerator<Buffer, void, void> {
    for await (const chunk of source.chunks()) {
      this.#bytesRead += chunk.length;
      yield chunk;
    }
  }
}

const sum = (sizes: readonly (number | undefined)[]): number | undefined =>
  sizes.reduce(
    (total, size) => (total === undefined || size === undefined ? undefined : total + size),
    0,
  );
