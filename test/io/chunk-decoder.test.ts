import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf, ChunkDecoder, type ChunkText } from '../../lib/io/chunk-decoder.ts';
import { forAll, someCuts } from './for-all.ts';
import { cut } from './pieces.ts';

const Decoder = suite('chunk decoder');

/** What `look` sees of each chunk, while it is valid. */
function decode<Seen>(chunks: readonly Buffer[], look: (chunk: ChunkText) => Seen): Seen[] {
  const decoder = new ChunkDecoder();
  const seen = chunks.map((chunk) => {
    const reused = Buffer.from(chunk);
    const result = look(decoder.push(reused));
    reused.fill('#');
    return result;
  });
  return [...seen, look(decoder.end())];
}

const textOf = ({ text }: ChunkText) => text;

const someText = fc.string({ unit: 'binary', maxLength: 40 });
const someBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(someText, fc.constantFrom('\xf0', '\xe4\xb8', '\xff', '\x80'), someText)
    .map(([before, bad, after]) =>
      Buffer.concat([Buffer.from(before), Buffer.from(bad, 'latin1'), Buffer.from(after)]),
    ),
);

Decoder('gives the text of UTF-8, wherever its characters are cut', () =>
  forAll(500, [someText, someCuts], (text, cuts) => {
    const bytes = Buffer.from(text);
    assert.is(decode(cut(bytes, cuts), textOf).join(''), bytes.toString());
    assert.equal(new Set(decode(cut(bytes, cuts), ({ encoding }) => encoding)), new Set(['utf8']));
  }),
);

Decoder('tells a chunk that is not UTF-8, and gives a character for each byte of it', () => {
  const bytes = Buffer.from('a\xffé', 'latin1');
  assert.equal(
    decode([bytes], ({ text, encoding }) => [encoding, text]),
    [
      ['latin1', 'a\xff'],
      ['latin1', 'é'],
    ],
  );
});

Decoder('keeps a byte order mark', () => {
  assert.equal(decode([Buffer.from('\uFEFFa')], textOf), ['\uFEFFa', '']);
});

Decoder('gives the bytes of any part of a text back', () =>
  forAll(500, [someBytes, someCuts, fc.nat({ max: 40 })], (bytes, cuts, place) => {
    const parts = decode(cut(bytes, cuts), (chunk) => {
      const at = place % (chunk.text.length + 1);
      const { length } = chunk.text;
      return Buffer.concat(
        cutsCharacter(chunk, at)
          ? [bytesOf(chunk, 0, length)]
          : [bytesOf(chunk, 0, at), bytesOf(chunk, at, length)],
      );
    });
    assert.equal(Buffer.concat(parts), bytes);
  }),
);

/** Between the halves of a surrogate pair there is no place in the bytes. */
const cutsCharacter = ({ text }: ChunkText, at: number): boolean =>
  /[\uD800-\uDBFF]/.test(text.charAt(at - 1));

Decoder.run();
