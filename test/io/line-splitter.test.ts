import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LineSplitter } from '../../lib/io/line-splitter.ts';
import { Oversized, type RawText } from '../../lib/io/raw-text.ts';
import { forAll, someCuts } from './for-all.ts';
import { cut } from './pieces.ts';

const Splitter = suite('line splitter');

/** Feeds chunks from one buffer that is overwritten after each push. */
function split(chunks: readonly Buffer[], maxLineBytes = 1000): RawText[] {
  const splitter = new LineSplitter(maxLineBytes);
  const lines = chunks.flatMap((chunk) => {
    const reused = Buffer.from(chunk);
    const ended = splitter.push(reused);
    reused.fill(0x0a);
    return ended;
  });
  return [...lines, ...splitter.end()];
}

/** The same by the plainest means. */
function reference(bytes: Buffer, maxLineBytes: number): RawText[] {
  const hasMark = bytes.subarray(0, 3).toString('hex') === 'efbbbf';
  const lines = (hasMark ? bytes.subarray(3) : bytes).toString('latin1').split('\n');
  if (bytes.length === 0 || bytes.at(-1) === 0x0a) lines.pop();
  return lines.map((line) => {
    const raw = Buffer.from(line, 'latin1');
    if (raw.length > maxLineBytes) return new Oversized(new StringDecoder().write(raw), raw.length);
    return isUtf8(raw) ? raw.toString() : raw;
  });
}

const nasty = Buffer.concat([
  Buffer.from('\uFEFF{"a":"naïve 中文 😀"}\r\n\n \t\r\n{"b":"\u2028\u2029\u0085"}\n'),
  Buffer.from([0x7b, 0xff, 0x0a, 0xf0, 0x9f, 0x98, 0x0a, 0x0a]),
  Buffer.from('{"c":"\0nul"}\n\uFEFF{"mark":"within"}\n'),
  Buffer.from(`{"long":"${'é😀'.repeat(12)}"}\n{"d":1}\r\n{"last":"no line feed 😀"}`),
]);

const pieces = (bytes: Buffer, size: number): Buffer[] => cut(bytes, [size]);

for (const maxLineBytes of [40, 1000]) {
  Splitter(`gives the same lines wherever two cuts are, lines of ${maxLineBytes} bytes`, () => {
    const expected = reference(nasty, maxLineBytes);
    for (let first = 0; first <= nasty.length; first += 1) {
      for (let second = first; second <= nasty.length; second += 7) {
        const chunks = [
          nasty.subarray(0, first),
          nasty.subarray(first, second),
          nasty.subarray(second),
        ];
        assert.equal(split(chunks, maxLineBytes), expected, `cut at ${first} and ${second}`);
      }
    }
  });

  Splitter(`gives the same lines for pieces of any size, lines of ${maxLineBytes} bytes`, () => {
    const expected = reference(nasty, maxLineBytes);
    for (let size = 1; size < 20; size += 1) {
      assert.equal(split(pieces(nasty, size), maxLineBytes), expected, `pieces of ${size}`);
    }
  });
}

/** Bytes of which many are line feeds, or parts of marks and of longer characters. */
const someBytes = fc
  .array(
    fc.oneof(
      fc
        .constantFrom('\n', '\r\n', '\uFEFF', '{"a":1}', 'é', '😀', '\u2028')
        .map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.concat(parts));

Splitter('gives the same lines for any bytes, cut anywhere', () =>
  forAll(2000, [someBytes, someCuts, fc.integer({ min: 0, max: 30 })], (bytes, cuts, maxBytes) => {
    assert.equal(split(cut(bytes, cuts), maxBytes), reference(bytes, maxBytes));
  }),
);

Splitter('does not count a byte order mark as part of the first line', () => {
  assert.equal(split([Buffer.from('\uFEFFabcd\nabcde')], 4), ['abcd', new Oversized('abcde', 5)]);
});

Splitter('keeps a carriage return and gives blank lines', () => {
  assert.equal(split([Buffer.from('a\r\n\n \nb')]), ['a\r', '', ' ', 'b']);
});

Splitter('gives nothing for an empty file and no line after the last line feed', () => {
  assert.equal(split([]), []);
  assert.equal(split([Buffer.from('\uFEFF')]), ['']);
  assert.equal(split([Buffer.from('a\n')]), ['a']);
});

Splitter('gives the bytes of a line that is not UTF-8, and its neighbours as text', () => {
  const bytes = Buffer.concat([Buffer.from('{}\n'), Buffer.from([0x80]), Buffer.from('\n{}\n')]);
  assert.equal(split([bytes]), ['{}', Buffer.from([0x80]), '{}']);
});

Splitter('takes a line of exactly the allowed bytes, not one more', () => {
  assert.equal(split([Buffer.from('éé\nééx\n')], 4), ['éé', new Oversized('ééx', 5)]);
  assert.equal(split([Buffer.from('éé'), Buffer.from('x')], 4), [new Oversized('ééx', 5)]);
});

Splitter('reports a long line with its length and first KiB, without a cut character', () => {
  const line = Buffer.from(`x${'😀'.repeat(1000)}`);
  for (const size of [1, 1000, 5000]) {
    const [found, next] = split([...pieces(line, size), Buffer.from('\n{}\n')], 2000);
    assert.instance(found, Oversized);
    assert.equal(found, new Oversized(`x${'😀'.repeat(255)}`, 4001));
    assert.is(next, '{}');
  }
});

Splitter('does not hold what exceeds the bound', () => {
  const splitter = new LineSplitter(1024 * 1024);
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const before = process.memoryUsage().arrayBuffers;
  for (let times = 0; times < 2000; times += 1) splitter.push(chunk);
  assert.ok(process.memoryUsage().arrayBuffers - before < 8 * 1024 * 1024);
  assert.equal(splitter.end(), [new Oversized('x'.repeat(1024), 2000 * chunk.length)]);
});

Splitter('takes linear time for a line of many chunks', () => {
  const splitter = new LineSplitter(64 * 1024 * 1024);
  const chunk = Buffer.alloc(512, 'x');
  const start = performance.now();
  for (let times = 0; times < 65_536; times += 1) splitter.push(chunk);
  const [line] = splitter.end();
  assert.is(typeof line === 'string' && line.length, 32 * 1024 * 1024);
  assert.ok(performance.now() - start < 5000);
});

Splitter.run();
