import { pipeline, Readable } from 'node:stream';
import zlib from 'node:zlib';
import { LlmPipeError, messageOf, StopError } from '../errors.ts';
import { peek } from './peek.ts';
import { codeOf } from './system-error.ts';
import { type FramePart, ZstdFrames } from './zstd-frames.ts';

const magicBytes = 4;

/**
 * The bytes of a file, decompressed if its first bytes are those of gzip or zstd: all members, all frames.
 * @throws StopError where the compressed data is wrong or cut off
 */
export async function* decompress(
  chunks: AsyncIterable<Buffer>,
  file: string,
): AsyncGenerator<Buffer, void, void> {
  const { seen: format = 'plain', chunks: source } = await peek(chunks, formatOf);
  if (format === 'plain') return yield* source;
  try {
    yield* format === 'gzip' ? through(zlib.createGunzip(), source) : unzstd(source);
  } catch (cause) {
    if (cause instanceof LlmPipeError) throw cause;
    throw new StopError(`cannot read ${file}: ${explain(cause, format)}`, { cause });
  }
}

/**
 * Undefined: more bytes are needed, which a short line that comes alone does not wait for. A zstd file may
 * begin with a frame without data, whose magic number has any last digit.
 */
function formatOf(head: Buffer, isWhole: boolean): 'plain' | 'gzip' | 'zstd' | undefined {
  const magic = head.toString('hex', 0, magicBytes);
  if (magic.startsWith('1f8b')) return 'gzip';
  if (magic === '28b52ffd' || /^5.2a4d18$/.test(magic)) return 'zstd';
  const mayFollow = head.length < magicBytes && /^(1f|28|5.|$)/.test(magic);
  return mayFollow && !isWhole ? undefined : 'plain';
}

/** The file ends within a frame: Node 22 takes that for a proper end. */
class CutOffError extends Error {}

const explain = (error: unknown, format: string): string =>
  error instanceof CutOffError ||
  codeOf(error) === 'Z_BUF_ERROR' ||
  codeOf(error) === 'ZSTD_error_srcSize_wrong'
    ? `the ${format} data is cut off`
    : `wrong ${format} data: ${messageOf(error)}`;

/** What comes out of a decoder; ends with it, however it ends. */
async function* through(
  decoder: zlib.Gunzip | zlib.ZstdDecompress,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, void> {
  let given = 0;
  async function* copies(): AsyncGenerator<Buffer, void, void> {
    for await (const chunk of chunks) {
      given += chunk.length;
      // A decoder may still be reading a chunk while its source fills the next one into the same buffer.
      yield Buffer.from(chunk);
    }
  }
  // Errors come out of the decoder, too.
  pipeline(Readable.from(copies(), { objectMode: false }), decoder, () => {});
  yield* decoder;
  // Node's decoder ends in silence at a zero byte between gzip members, whatever follows.
  if (decoder.bytesWritten < given) throw new Error('something else follows its end');
}

async function* unzstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const parts = cutFrames(chunks);
  try {
    for (let next = await parts.next(); !next.done; next = await parts.next()) {
      yield* through(zlib.createZstdDecompress(), restOfFrame(next.value, parts));
    }
  } finally {
    // Nobody waits for it, since its source may never give another chunk.
    parts.return().catch(() => {});
  }
}

async function* cutFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<FramePart, void, void> {
  const frames = new ZstdFrames();
  for await (const chunk of chunks) yield* frames.push(chunk);
}

/** Takes the parts of one frame and leaves the others. */
async function* restOfFrame(
  first: FramePart,
  parts: AsyncIterator<FramePart>,
): AsyncGenerator<Buffer, void, void> {
  yield first.bytes;
  for (let { isLast } = first; !isLast; ) {
    const { value, done } = await parts.next();
    if (done) throw new CutOffError();
    yield value.bytes;
    isLast = value.isLast;
  }
}
