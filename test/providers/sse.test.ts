import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Frame } from '../../lib/providers/frames.ts';
import { SseSplitter } from '../../lib/providers/sse.ts';

const Sse = suite('sse splitter');

/** The events of a text that comes in these pieces. */
function split(...pieces: Buffer[]): Frame[] {
  const splitter = new SseSplitter(1_000);
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

const dataOf = (events: readonly Frame[]): string[] => events.map(({ data }) => data);

const stream = [
  ': OPENROUTER PROCESSING\n\n',
  'event: message\ndata: {"text":"süß 🍬"}\nid: 1\n\n',
  'data:{"text":\ndata:"two lines"}\n\n',
  'data: {"text":"with carriage returns"}\r\n\r\n',
  ': a comment\r\ndata: {"text":"below a comment"}\r\n\r\n',
  'retry: 10\n\n',
  'data: [DONE]\n\n',
];
const data = [
  '',
  '{"text":"süß 🍬"}',
  '{"text":\n"two lines"}',
  '{"text":"with carriage returns"}',
  '{"text":"below a comment"}',
  '',
  '[DONE]',
];

Sse('gives each event its bytes and its data', () => {
  const events = split(Buffer.from(stream.join('')));
  assert.equal(dataOf(events), data);
  assert.equal(
    events.map(({ bytes }) => bytes.toString()),
    stream,
  );
});

Sse('gives the same events when the stream is cut at any byte', () => {
  const bytes = Buffer.from(stream.join(''));
  for (let at = 1; at < bytes.length; at += 1) {
    const events = split(bytes.subarray(0, at), bytes.subarray(at));
    assert.equal(dataOf(events), data, `cut at ${at}`);
    assert.equal(Buffer.concat(events.map((event) => event.bytes)), bytes, `cut at ${at}`);
  }
});

Sse('gives the same events byte by byte', () => {
  const bytes = Buffer.from(stream.join(''));
  assert.equal(dataOf(split(...Array.from(bytes, (byte) => Buffer.from([byte])))), data);
});

Sse('takes a carriage return alone for the end of a line', () => {
  const bytes = Buffer.from(': comment\rdata: 1\r\revent: end\rdata: 2\r\rdata: 3\r');
  for (let at = 1; at < bytes.length; at += 1) {
    const events = split(bytes.subarray(0, at), bytes.subarray(at));
    assert.equal(dataOf(events), ['1', '2', '3'], `cut at ${at}`);
    assert.is(events[1]?.name, 'end');
  }
});

Sse('reads past a byte order mark', () => {
  const bytes = Buffer.from('\ufeffdata: 1\n\ndata: 2\n\n');
  assert.equal(dataOf(split(bytes)), ['1', '2']);
  assert.equal(dataOf(split(...Array.from(bytes, (byte) => Buffer.from([byte])))), ['1', '2']);
});

Sse('ends the last event with a blank line where the stream did not', () => {
  assert.equal(
    split(Buffer.from('data: 1')).map((event) => event.bytes.toString()),
    ['data: 1\n\n'],
  );
});

Sse('keeps what stands after the last blank line for the end', () => {
  const splitter = new SseSplitter(1_000);
  assert.equal(splitter.push(Buffer.from('data: 1\n\ndata: 2\n')).length, 1);
  assert.equal(dataOf(splitter.end()), ['2']);
  assert.equal(splitter.end(), []);
});

Sse('refuses an event over its bound, but not a long stream of short ones', () => {
  const splitter = new SseSplitter(100);
  const event = Buffer.from(`data: ${'x'.repeat(50)}\n\n`);
  assert.is(splitter.push(Buffer.concat([event, event, event])).length, 3);
  splitter.push(Buffer.alloc(60, 'x'));
  assert.throws(() => splitter.push(Buffer.alloc(60, 'x')), /an event is over 100 bytes/);
});

Sse.run();
