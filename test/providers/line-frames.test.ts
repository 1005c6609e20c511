import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LineSplitter } from '../../lib/providers/line-frames.ts';

const Lines = suite('line frames');

const text = '{"a":1}\n\r\n{"b":"é"}\r\n  \n{"c":3}';

function split(...pieces: readonly Buffer[]) {
  const splitter = new LineSplitter(64);
  const frames = pieces.flatMap((piece) => splitter.push(piece));
  return [...frames, ...splitter.end()];
}

Lines('gives the lines wherever the stream is cut', () => {
  const bytes = Buffer.from(text);
  const whole = split(bytes);
  assert.equal(
    whole.map(({ data }) => data),
    ['{"a":1}', '{"b":"é"}', '{"c":3}'],
  );
  assert.is(whole[1]?.bytes.toString(), '{"b":"é"}\r\n');
  assert.is(whole[1]?.name, undefined);
  for (let at = 0; at <= bytes.length; at += 1) {
    assert.equal(split(bytes.subarray(0, at), bytes.subarray(at)), whole, `cut at ${at}`);
  }
  assert.equal(split(...[...bytes].map((byte) => Buffer.from([byte]))), whole);
});

Lines('gives a line as soon as it is whole, and the last one at the end', () => {
  const splitter = new LineSplitter(64);
  assert.is(splitter.push(Buffer.from('{"a":')).length, 0);
  assert.is(splitter.push(Buffer.from('1}\n{')).length, 1);
  assert.is(splitter.end().length, 1);
  assert.is(splitter.end().length, 0);
});

Lines('bounds a line, not the stream', () => {
  const splitter = new LineSplitter(8);
  for (let count = 0; count < 10; count += 1) splitter.push(Buffer.from('{"a":1}\n'));
  splitter.push(Buffer.from('12345678'));
  assert.throws(() => splitter.push(Buffer.from('9')), /a line is over 8 bytes/);
});

Lines.run();
