import { createWriteStream, fstatSync, openSync, renameSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { type LlmPipeError, StopError, UsageError } from '../errors.ts';
import { isInPlace } from './same-file.ts';
import { reasonOf } from './system-error.ts';
import { TextWriter } from './text-writer.ts';

/** Where finished lines go. It fails with BrokenPipeError if the reader has gone, else with StopError. */
export interface Sink {
  /** Nothing: more may be written at once. A promise: wait until the reader has taken enough. */
  write(content: string | Buffer): Promise<void> | undefined;
  /** Bytes that the reader or the disk has taken so far. */
  readonly bytesWritten: number;
  /** Resolves with the first failure, also with one that comes while nothing is being written. */
  readonly broken: Promise<LlmPipeError>;
  /** The run is complete: settles when all is written. */
  finish(): Promise<void>;
  /** The run is not complete: keeps what was written. A failure already told is not told again. */
  abandon(): Promise<void>;
}

/** The file that holds the output of PATH until it is complete. */
export const partPath = (path: string): string => `${path}.part`;

/**
 * Writes `PATH.part` from its start and renames it to PATH when the run is finished; a device or a
 * named pipe is written in place. @throws UsageError if it cannot be written
 */
export function openFileSink(path: string): Sink {
  try {
    const target = isInPlace(path) ? path : partPath(path);
    return new FileSink(path, target, openSync(target, 'w'));
  } catch (cause) {
    throw new UsageError(`cannot write ${path}: ${reasonOf(cause)}`, { cause });
  }
}

/** Writes to standard output and leaves it open. */
export const openStdoutSink = (stream: Writable = process.stdout): Sink =>
  new StdoutSink(withoutShortWrites(stream), 'stdout');

/** Node's stream for a stdout redirected to a file loses the rest of a write cut short by a full disk. */
function withoutShortWrites(stream: Writable): Writable {
  if (stream instanceof Socket || !('fd' in stream)) return stream;
  const { fd } = stream;
  return typeof fd === 'number' ? createWriteStream('', { fd, autoClose: false }) : stream;
}

class StdoutSink extends TextWriter implements Sink {
  finish(): Promise<void> {
    return this.flush();
  }

  async abandon(): Promise<void> {
    if (!this.hasFailed) await this.flush();
  }
}

class FileSink extends TextWriter implements Sink {
  readonly #path: string;
  readonly #target: string;

  constructor(path: string, target: string, fd: number) {
    super(createWriteStream(target, { fd, flush: fstatSync(fd).isFile() }), path);
    this.#path = path;
    this.#target = target;
  }

  async finish(): Promise<void> {
    await this.close();
    try {
      if (this.#target !== this.#path) renameSync(this.#target, this.#path);
    } catch (cause) {
      throw new StopError(`cannot write ${this.#path}: ${reasonOf(cause)}`, { cause });
    }
  }

  async abandon(): Promise<void> {
    if (!this.hasFailed) await this.close();
  }
}
