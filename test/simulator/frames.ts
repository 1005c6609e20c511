import { crc32 } from 'node:zlib';
import * as assert from 'uvu/assert';

/** One message of Amazon's event stream encoding. */
export interface Frame {
  headers: Record<string, string>;
  payload: string;
}

/** Reads messages one after another and checks their checksums. */
export function decodeFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let start = 0; start < bytes.length; ) {
    const length = bytes.readUInt32BE(start);
    const message = bytes.subarray(start, start + length);
    assert.is(message.readUInt32BE(8), crc32(message.subarray(0, 8)), 'checksum of the prelude');
    assert.is(message.readUInt32BE(length - 4), crc32(message.subarray(0, length - 4)));
    const headersEnd = 12 + message.readUInt32BE(4);
    frames.push({
      headers: decodeHeaders(message.subarray(12, headersEnd)),
      payload: message.toString('utf8', headersEnd, length - 4),
    });
    start += length;
  }
  return frames;
}

function decodeHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    assert.is(bytes.readUInt8(nameEnd), 7, 'type of a text');
    const end = nameEnd + 3 + bytes.readUInt16BE(nameEnd + 1);
    headers[bytes.toString('utf8', at + 1, nameEnd)] = bytes.toString('utf8', nameEnd + 3, end);
    at = end;
  }
  return headers;
}
