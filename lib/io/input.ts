import { UsageError } from '../errors.ts';
import { type ByteSource, type ByteStream, pathSource, stdinSource } from './byte-source.ts';
import { type Batch, readJsonl } from './jsonl-source.ts';

export interface InputOptions {
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
export const openInput = (
  paths: readonly string[],
  stdin: ByteStream,
  options: InputOptions,
): Input => new FileInput(openSources(paths, stdin), options);

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
  #bytesRead = 0;
  #isClosed = false;

  constructor(sources: readonly ByteSource[], options: InputOptions) {
    this.#sources = sources;
    this.#options = options;
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
      const { maxRecordBytes } = this.#options;
      const options = { file: source.name, firstIndex, maxRecordBytes };
      for await (const batch of readJsonl(this.#count(source), options)) {
        firstIndex += batch.length;
        yield batch;
      }
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
