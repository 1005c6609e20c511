import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ArraySplitter } from '../../lib/providers/array-frames.ts';
import { forAll, someCuts } from '../io/for-all.ts';
import { cut } from '../io/pieces.ts';

const Arrays = suite('array frames');

function split(pieces: readonly Buffer[], maxBytes = 10_000): string[] {
  const splitter = new ArraySplitter(maxBytes);
  const frames = pieces.flatMap((piece) => splitter.push(piece));
  for (const { bytes, name, data } of frames) {
    assert.equal([bytes.toString(), name], [data, undefined]);
  }
  return [...frames, ...splitter.end()].map(({ data }) => data);
}

const elements = [
  '{"a":"é😀"}',
  '{"text":"]},[{ \\"quoted\\" \\\\"}',
  '{"deep":[[{"b":[1,{"c":"}"}]}],"[{\\\\\\""]}',
  '{}',
];
const stream = Buffer.from(
  `[${elements[0]},\n${elements[1]}\r\n,\n\n${elements[2]} , ${elements[3]}]\n`,
);

Arrays('gives the elements wherever two cuts are', () => {
  for (let first = 0; first <= stream.length; first += 1) {
    for (let second = first; second <= stream.length; second += 1) {
      const pieces = [
        stream.subarray(0, first),
        stream.subarray(first, second),
        stream.subarray(second),
      ];
      assert.equal(split(pieces), elements, `cut at ${first} and ${second}`);
    }
  }
  assert.equal(split(cut(stream, [1])), elements);
});

Arrays('gives what JSON.parse finds in any array, however it is laid out and cut', () =>
  forAll(
    300,
    [
      fc.array(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue())),
      fc.constantFrom('', ' ', '\t', '\n  '),
      someCuts,
    ],
    (values, indent, sizes) => {
      const text = JSON.stringify(values, undefined, indent);
      const structures = JSON.parse(text).filter(
        (value: unknown) => typeof value === 'object' && value !== null,
      );
      const frames = split(cut(Buffer.from(text), sizes), 100_000);
      assert.equal(
        frames.map((frame) => JSON.parse(frame)),
        structures,
      );
    },
  ),
);

Arrays('gives an element as soon as it is whole', () => {
  const splitter = new ArraySplitter(100);
  assert.is(splitter.push(Buffer.from('[{"a":')).length, 0);
  assert.is(splitter.push(Buffer.from('1},{"b":2')).length, 1);
  assert.equal(
    splitter.push(Buffer.from('}')).map(({ data }) => data),
    ['{"b":2}'],
  );
});

const ends: [name: string, text: string, frames: string[]][] = [
  ['nothing of an element that is cut off', '[{"a":1},{"b":"]}', ['{"a":1}']],
  ['nothing of an array that is never closed', '[{"a":1}, ', ['{"a":1}']],
  ['nothing of an empty array', '[]', []],
  ['nothing of what follows the array', '[{"a":1}] {"b":2} ]', ['{"a":1}']],
  ['no scalars', '["{}",1,null,{"a":1},"\\"{}"]', ['{"a":1}']],
  ['nothing of no bytes', '', []],
];

for (const [name, text, frames] of ends) {
  Arrays(`gives ${name}`, () => {
    assert.equal(split([Buffer.from(text)]), frames);
    assert.equal(split(cut(Buffer.from(text), [1])), frames);
  });
}

Arrays('bounds an element, not the stream', () => {
  const splitter = new ArraySplitter(8);
  splitter.push(Buffer.from('[1234567890,'));
  for (let count = 0; count < 10; count += 1) splitter.push(Buffer.from('{"a":1},  '));
  splitter.push(Buffer.from('{"a":123'));
  assert.throws(() => splitter.push(Buffer.from('4')), /an element is over 8 bytes/);
});

Arrays.run();
