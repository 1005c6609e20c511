import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ArraySplitter } from '../../lib/providers/array-frames.ts';
import type { Splitter } from '../../lib/providers/frames.ts';
import { LineSplitter } from '../../lib/providers/line-frames.ts';
import { SseSplitter } from '../../lib/providers/sse.ts';
import { cut } from '../io/pieces.ts';
import { countCopies } from '../support/count-copies.ts';

const Long = suite('long frames');

const json = JSON.stringify({ image: 'A'.repeat(100_000) });
const streams: [name: string, splitter: Splitter, bytes: Buffer][] = [
  ['an SSE event', new SseSplitter(1_000_000), Buffer.from(`data: ${json}\n\n`)],
  ['an element of an array', new ArraySplitter(1_000_000), Buffer.from(`[${json}]`)],
  ['a line', new LineSplitter(1_000_000), Buffer.from(`${json}\n`)],
];

for (const [name, splitter, bytes] of streams) {
  Long(`copies ${name} once or twice, in however many reads it comes`, () => {
    const frames: string[] = [];
    const copied = countCopies(() => {
      for (const read of cut(bytes, [100])) {
        frames.push(...splitter.push(read).map(({ data }) => data));
      }
    });
    assert.equal(frames, [json]);
    assert.ok(copied <= 2 * bytes.length, `${copied} bytes`);
  });
}

Long.run();
