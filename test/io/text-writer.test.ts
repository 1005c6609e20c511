import { Writable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StopError } from '../../lib/errors.ts';
import { BrokenPipeError, TextWriter } from '../../lib/io/text-writer.ts';

const Writer = suite('text writer');

type Taken = (error?: Error) => void;

/** A stream whose reader takes each text only when told so. */
function slowStream() {
  const waiting: Taken[] = [];
  const stream = new Writable({
    highWaterMark: 4,
    write: (_bytes, _encoding, taken) => void waiting.push(taken),
  });
  return { stream, take: (error?: Error) => waiting.shift()?.(error) };
}

const systemError = (code: string, errno: number): Error =>
  Object.assign(new Error(`${code}: write`), { code, errno });
const epipe = () => systemError('EPIPE', -32);
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

const failureOf = (promise: Promise<unknown> | undefined): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

Writer('asks to wait once enough is waiting, until the reader has taken it', async () => {
  const { stream, take } = slowStream();
  const writer = new TextWriter(stream, 'out');
  assert.is(writer.write('ab'), undefined);
  const room = writer.write('cd');
  assert.instance(room, Promise);
  assert.is(writer.write('ef'), room);
  for (let times = 0; times < 3; times += 1) {
    take();
    await nextTurn();
  }
  await room;
  assert.is(writer.bytesWritten, 6);
});

Writer('does not ask to wait for a text that was taken at once, whatever its size', () => {
  const stream = new Writable({ highWaterMark: 4, write: (_bytes, _encoding, taken) => taken() });
  const writer = new TextWriter(stream, 'out');
  assert.is(writer.write('a long text'), undefined);
  assert.is(writer.write('another one'), undefined);
});

Writer('counts only the bytes that were taken', async () => {
  const { stream, take } = slowStream();
  const writer = new TextWriter(stream, 'out');
  assert.is(writer.write('é'), undefined);
  assert.is(writer.bytesWritten, 0);
  take();
  await nextTurn();
  assert.is(writer.bytesWritten, 2);
});

Writer('flushes: settles when all is taken', async () => {
  const { stream, take } = slowStream();
  const writer = new TextWriter(stream, 'out');
  assert.is(writer.write('ab'), undefined);
  let isFlushed = false;
  const flushed = writer.flush().then(() => {
    isFlushed = true;
  });
  await nextTurn();
  assert.not(isFlushed);
  take();
  await nextTurn();
  take();
  await flushed;
  assert.is(writer.bytesWritten, 2);
});

Writer('tells a broken pipe to everybody who waits, and to later writers', async () => {
  const { stream, take } = slowStream();
  const writer = new TextWriter(stream, 'out');
  const room = writer.write('abcdef');
  take(epipe());
  for (const promise of [room, writer.write('x'), writer.flush(), writer.close()]) {
    assert.instance(await failureOf(promise), BrokenPipeError);
  }
  assert.instance(await writer.broken, BrokenPipeError);
  assert.is(writer.hasFailed, true);
});

Writer('tells of a failure while nothing is being written, and nobody need listen', async () => {
  const { stream } = slowStream();
  const writer = new TextWriter(stream, 'out');
  stream.destroy(epipe());
  const failure = await writer.broken;
  assert.is(failure.code, 'broken_pipe');
  assert.is(await failureOf(writer.flush()), failure);
});

Writer('rejects a write that fails at once', async () => {
  const stream = new Writable({ write: (_bytes, _encoding, taken) => taken(epipe()) });
  const writer = new TextWriter(stream, 'out');
  assert.instance(await failureOf(writer.write('x')), BrokenPipeError);
  assert.is(writer.bytesWritten, 0);
});

Writer('gives other failures as a stop with the reason, also on close', async () => {
  const stream = new Writable({ final: (done) => done(systemError('EIO', -5)) });
  const writer = new TextWriter(stream, 'out.jsonl');
  const failure = await failureOf(writer.close());
  assert.instance(failure, StopError);
  assert.is(String(failure), 'StopError: cannot write out.jsonl: i/o error');
});

Writer.run();
