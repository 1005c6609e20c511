import { createReadStream } from 'node:fs';

const lineFeed = 10;

/** The lines of a file, those of one read at a time, by the shortest way. */
export async function* lineBatches(path: string): AsyncGenerator<string[], void, void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 65536 })) {
    const end = chunk.lastIndexOf(lineFeed);
    if (end < 0) {
      rest = Buffer.concat([rest, chunk]);
      continue;
    }
    const text = rest.length
      ? Buffer.concat([rest, chunk.subarray(0, end)]).toString()
      : chunk.toString('utf8', 0, end);
    rest = chunk.subarray(end + 1);
    yield text.split('\n');
  }
  if (rest.length) yield [rest.toString()];
}
