import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LineEncoder } from '../../lib/pipeline/line-encoder.ts';
import { forAll } from '../io/for-all.ts';

const Encoder = suite('line encoder');

const someText = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom(0, 1, 100, 1000))
  .map(([text, times]) => text.repeat(times));

Encoder('gives the UTF-8 of every text, also once others have been encoded', () =>
  forAll(200, [fc.array(someText, { maxLength: 20 })], (texts) => {
    const encoder = new LineEncoder();
    const encoded = texts.map((text) => encoder.encode(text));
    assert.equal(
      encoded.map(String),
      texts.map((text) => Buffer.from(text).toString()),
    );
  }),
);

Encoder('gives lines of any length whole, where they end with their memory', () => {
  const encoder = new LineEncoder();
  const texts = Array.from({ length: 500 }, (_, n) => '中'.repeat(1 + ((n * 37) % 1_000)));
  assert.equal(texts.map((text) => encoder.encode(text)).map(String), texts);
});

for (const length of [8, 12_000, 30_000, 100_000]) {
  Encoder(`shares no memory with what others encode: ${length} bytes`, () => {
    const bytes = new LineEncoder().encode('x'.repeat(length));
    assert.is(bytes.length, length);
    assert.is.not(bytes.buffer, Buffer.from('x').buffer);
  });
}

Encoder('puts many lines into one piece of memory', () => {
  const encoder = new LineEncoder();
  const buffers = Array.from({ length: 400 }, () => encoder.encode(`${'x'.repeat(159)}\n`).buffer);
  assert.is(new Set(buffers).size, 1);
});

Encoder.run();
