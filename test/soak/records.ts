import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export type Form = 'jsonl' | 'array';

const recordBytes = 2_048;
const pieceLength = 1024 * 1024;
const filler =
  'The parcel came late, 包装破了, but "it" works \\ and the café was naïve enough to wait for it. ';

/** Writes a file of records of 2 KB, with ids from 0, and gives its path. */
export async function writeRecords(
  folder: string,
  form: Form,
  count: number,
  signal: AbortSignal,
): Promise<string> {
  const path = join(folder, `${count}.${form === 'array' ? 'json' : 'jsonl'}`);
  await pipeline(Readable.from(pieces(form, count)), createWriteStream(path), { signal });
  return path;
}

function* pieces(form: Form, count: number): Generator<string, void, void> {
  const [open, between, close] = form === 'array' ? ['[\n', ',\n', '\n]\n'] : ['', '\n', '\n'];
  let piece = open;
  for (let id = 0; id < count; id += 1) {
    piece += recordOf(id) + (id === count - 1 ? close : between);
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function recordOf(id: number): string {
  const start = `{"id":${id},"lang":"en","tags":["a","b${id % 17}"],"text":"${id} `;
  const body = JSON.stringify(filler).slice(1, -1);
  const length = recordBytes - start.length - 2;
  const repeats = Math.floor(length / Buffer.byteLength(body));
  return `${start}${body.repeat(repeats)}"}`;
}
