import { crc32 } from 'node:zlib';

/** The type of Amazon's framed streams. */
export const eventStreamType = 'application/vnd.amazon.eventstream';

const preludeBytes = 12;
const checksumBytes = 4;
const stringType = 7;

/** One message of Amazon's event stream encoding: lengths, headers and payload, with a checksum of each part. */
export function encodeFrame(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(encodeHeader));
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(preludeBytes);
  prelude.writeUInt32BE(preludeBytes + head.length + body.length + checksumBytes, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, head, body]);
  return Buffer.concat([message, uint32(crc32(message))]);
}

function encodeHeader([name, value]: [string, string]): Buffer {
  const text = Buffer.from(value);
  const start = Buffer.from([name.length, ...Buffer.from(name), stringType, 0, 0]);
  start.writeUInt16BE(text.length, start.length - 2);
  return Buffer.concat([start, text]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(checksumBytes);
  bytes.writeUInt32BE(value);
  return bytes;
}
