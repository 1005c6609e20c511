import { EventStreamCodec, type MessageHeaders } from '@smithy/core/event-streams';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { AwsSplitter } from '../../lib/providers/aws-frames.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const AwsFrames = suite('aws-frames');

/** AWS's own encoder. */
const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString()),
  (text) => Buffer.from(text),
);

const encode = (headers: MessageHeaders, payload: string): Buffer =>
  Buffer.from(codec.encode({ headers, body: Buffer.from(payload) }));

const text = (value: string) => ({ type: 'string', value }) as const;

const event = (name: string, payload: string): Buffer =>
  encode({ ':message-type': text('event'), ':event-type': text(name) }, payload);

const split = (...reads: Buffer[]) => {
  const splitter = new AwsSplitter(1_000);
  const frames = reads.flatMap((bytes) => splitter.push(bytes));
  return [...frames, ...splitter.end()].map(({ name, data }) => ({ name, data }));
};

AwsFrames('reads a recorded stream', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const { bytes } = recordingOf('bedrock.converse-stream', '223bc252ac60');
  const frames = new AwsSplitter(1_000_000).push(bytes);
  assert.equal(
    frames.map(({ name }) => name),
    ['messageStart', 'contentBlockDelta', 'contentBlockStop', 'messageStop', 'metadata'],
  );
  assert.is(JSON.parse(frames[3]?.data ?? '')['stopReason'], 'guardrail_intervened');
});

AwsFrames('reads messages cut anywhere, as AWS encodes them', () => {
  const names = ['messageStart', 'contentBlockDelta'];
  const message = fc.record(
    { name: fc.constantFrom(...names), data: fc.string({ unit: 'binary' }) },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(message), fc.array(fc.nat({ max: 50 })), (messages, sizes) => {
      let rest = Buffer.concat(messages.map(({ name, data }) => event(name, data)));
      const reads: Buffer[] = [];
      for (const size of sizes) {
        reads.push(rest.subarray(0, size));
        rest = rest.subarray(size);
      }
      assert.equal(split(...reads, rest), messages);
    }),
  );
});

AwsFrames('keeps the bytes of each message', () => {
  const bytes = [event('messageStart', '{}'), event('messageStop', '{"a":1}')];
  const frames = new AwsSplitter(1_000).push(Buffer.concat(bytes));
  assert.equal(
    frames.map((frame) => frame.bytes),
    bytes,
  );
});

AwsFrames('passes over headers of every type', () => {
  const headers: MessageHeaders = {
    yes: { type: 'boolean', value: true },
    no: { type: 'boolean', value: false },
    byte: { type: 'byte', value: 1 },
    short: { type: 'short', value: 2 },
    integer: { type: 'integer', value: 3 },
    binary: { type: 'binary', value: Buffer.from('four') },
    time: { type: 'timestamp', value: new Date(5) },
    id: { type: 'uuid', value: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' },
    ':message-type': text('event'),
    ':event-type': text('metadata'),
  };
  assert.equal(split(encode(headers, '{}')), [{ name: 'metadata', data: '{}' }]);
});

AwsFrames('gives an exception its name and its message', () => {
  const headers = {
    ':message-type': text('exception'),
    ':exception-type': text('throttlingException'),
  };
  assert.equal(split(encode(headers, '{"message":"Too many tokens"}')), [
    {
      name: 'ThrottlingException',
      data: '{"message":"Too many tokens","__type":"ThrottlingException"}',
    },
  ]);
  assert.equal(split(encode(headers, 'no JSON')), [
    { name: 'ThrottlingException', data: '{"message":"no JSON","__type":"ThrottlingException"}' },
  ]);
});

AwsFrames('gives an error, which has no body, its code and its message', () => {
  const headers = {
    ':message-type': text('error'),
    ':error-code': text('InternalFailure'),
    ':error-message': text('Try again'),
  };
  assert.equal(split(encode(headers, '')), [
    { name: 'InternalFailure', data: '{"message":"Try again","__type":"InternalFailure"}' },
  ]);
});

AwsFrames('refuses a byte that has changed, wherever it is', () => {
  const whole = event('messageStop', '{"stopReason":"end_turn"}');
  for (let at = 0; at < whole.length; at += 1) {
    const bytes = Buffer.from(whole);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
    assert.throws(
      () => split(bytes),
      (error: unknown) => error instanceof UpstreamError && error.code === 'stream_corrupt',
      `byte ${at}`,
    );
  }
});

AwsFrames('refuses a message over the bound before it has come', () => {
  const bytes = event('contentBlockDelta', 'x'.repeat(1_000));
  assert.throws(() => split(bytes.subarray(0, 12)), /over 1000 bytes/);
});

AwsFrames('says nothing of a message that is cut', () => {
  const bytes = event('messageStop', '{}');
  assert.equal(split(bytes, bytes.subarray(0, -1)), [{ name: 'messageStop', data: '{}' }]);
});

AwsFrames.run();
