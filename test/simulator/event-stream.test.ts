import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeFrame } from '../../lib/simulator/event-stream.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';
import { decodeFrames } from './frames.ts';

const EventStream = suite("Amazon's event stream");

EventStream('is written byte for byte as it was recorded', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const { bytes: recorded } = recordingOf('bedrock.converse-stream', '223bc252ac60');
  const frames = decodeFrames(recorded);
  assert.is(frames.length, 5);
  const written = frames.map(({ headers, payload }) => encodeFrame(headers, payload));
  assert.ok(Buffer.concat(written).equals(recorded));
});

EventStream('holds any text', () => {
  const frame = { headers: { a: 'ü'.repeat(200), b: '' }, payload: '{"text":"“pelican”"}' };
  assert.equal(decodeFrames(encodeFrame(frame.headers, frame.payload)), [frame]);
});

EventStream.run();
