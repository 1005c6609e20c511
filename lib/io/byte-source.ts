import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  open,
  openSync,
  read,
  type Stats,
  statSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { StopError, UsageError } from '../errors.ts';
import { codeOf, reasonOf } from './system-error.ts';

/** One file of the input, found to be readable; its bytes are read once, when its turn comes. */
export interface ByteSource {
  /** As it is shown in positions and messages. */
  readonly name: string;
  /** Absent where only reading can tell. */
  readonly sizeBytes: number | undefined;
  /** A chunk is valid until the next one is asked for. @throws StopError */
  chunks(): AsyncIterable<Buffer>;
  /** Ends the reading at once, even while it waits for bytes. */
  close(): void;
}

/** Bytes as they come from a pipe, a socket or a terminal. */
export interface ByteStream extends AsyncIterable<Buffer> {
  readonly fd?: number;
  destroy(): unknown;
}

/** Reads of this size measured fastest. */
const bufferBytes = 256 * 1024;
/** Smaller batches than a read gives die young, which halves the memory of the process. */
const chunkBytes = 64 * 1024;

/** A file by its path; a regular one is opened now. @throws UsageError if it cannot be read */
export function pathSource(path: string): ByteSource {
  const stats = tryToRead(path, () => statSync(path));
  if (stats.isDirectory()) throw new UsageError(`cannot read ${path}: is a directory`);
  if (stats.isFile()) {
    const fd = tryToRead(path, () => openSync(path, 'r'));
    return new FileSource(path, stats.size, fd, () => closeSync(fd));
  }
  tryToRead(path, () => accessSync(path, constants.R_OK));
  return new StreamSource(path, () => openStream(path, stats));
}

/** Standard input, be it redirected from a file or a stream. */
export function stdinSource(stdin: ByteStream): ByteSource {
  const stats = stdin.fd === undefined ? undefined : fstatSync(stdin.fd);
  return stdin.fd !== undefined && stats?.isFile()
    ? new FileSource('stdin', stats.size, stdin.fd, () => {})
    : new StreamSource('stdin', stdin);
}

function tryToRead<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    const reason = codeOf(cause) === 'ENOENT' ? 'no such file' : reasonOf(cause);
    throw new UsageError(`cannot read ${path}: ${reason}`, { cause });
  }
}

const openFile = promisify(open);
const readFile = promisify(read);

/** A named pipe is polled as a socket, since a blocking read of it could not be ended. */
async function openStream(path: string, stats: Stats): Promise<ByteStream> {
  const fd = await openFile(path, 'r');
  return stats.isFIFO()
    ? new Socket({ fd, readable: true, writable: false })
    : createReadStream(path, { fd });
}

/** A regular file, read into two buffers by turns: one is filled while the other is used. */
class FileSource implements ByteSource {
  readonly name: string;
  readonly sizeBytes: number;
  readonly #fd: number;
  readonly #release: () => void;
  #isReading = false;
  #isClosed = false;

  constructor(name: string, sizeBytes: number, fd: number, release: () => void) {
    this.name = name;
    this.sizeBytes = sizeBytes;
    this.#fd = fd;
    this.#release = release;
  }

  async *chunks(): AsyncGenerator<Buffer, void, void> {
    let buffer = Buffer.allocUnsafeSlow(bufferBytes);
    let other = Buffer.allocUnsafeSlow(bufferBytes);
    let reading = this.#read(buffer);
    for (;;) {
      const length = await reading;
      if (length === 0) return this.close();
      reading = this.#read(other);
      // It is waited for above, unless nobody asks for more.
      reading.catch(() => {});
      for (let start = 0; start < length; start += chunkBytes) {
        yield buffer.subarray(start, Math.min(start + chunkBytes, length));
      }
      [buffer, other] = [other, buffer];
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // A descriptor closed under a read could by then be another file's.
    if (!this.#isReading) this.#release();
  }

  async #read(buffer: Buffer): Promise<number> {
    if (this.#isClosed) return 0;
    this.#isReading = true;
    try {
      const { bytesRead } = await readFile(this.#fd, buffer, 0, buffer.length, null);
      return this.#isClosed ? 0 : bytesRead;
    } catch (cause) {
      throw new StopError(`cannot read ${this.name}: ${reasonOf(cause)}`, { cause });
    } finally {
      this.#isReading = false;
      if (this.#isClosed) this.#release();
    }
  }
}

/** Whatever has no end that could be known: chunks as they come. */
class StreamSource implements ByteSource {
  readonly name: string;
  readonly sizeBytes = undefined;
  readonly #open: () => Promise<ByteStream>;
  #stream: ByteStream | undefined;
  #isClosed = false;

  constructor(name: string, stream: ByteStream | (() => Promise<ByteStream>)) {
    const isOpen = typeof stream !== 'function';
    this.name = name;
    this.#open = isOpen ? async () => stream : stream;
    this.#stream = isOpen ? stream : undefined;
  }

  async *chunks(): AsyncGenerator<Buffer, void, void> {
    if (this.#isClosed) return;
    try {
      this.#stream = await this.#open();
      if (this.#isClosed) this.#stream.destroy();
      else yield* this.#stream;
    } catch (cause) {
      if (this.#isClosed) return;
      throw new StopError(`cannot read ${this.name}: ${reasonOf(cause)}`, { cause });
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#stream?.destroy();
  }
}
