import { crc32 } from 'node:zlib';
import { UpstreamError } from '../errors.ts';
import { isJsonObject, type JsonObject, parseJson, stringifyJson } from '../json.ts';
import { readHeaders } from './aws-frame-headers.ts';
import type { Frame, Splitter } from './frames.ts';

/** The lengths of the message and of its headers, and their checksum. */
const preludeBytes = 12;
const checksumBytes = 4;

/**
 * Cuts a stream of bytes into the messages of AWS's event stream encoding (application/vnd.amazon.eventstream)
 * and checks their checksums. A frame is named after its event's type, such as `contentBlockDelta`, or after its
 * exception's, such as `ThrottlingException`; of an exception the data have that as `__type`, and its `message`.
 */
export class AwsSplitter implements Splitter {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #held = 0;
  /** Fewer bytes than these hold nothing new. */
  #needed = preludeBytes;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The messages that this read completed.
   * @throws RangeError for a message over the bound, UpstreamError `network` for damaged bytes
   */
  push(bytes: Buffer): Frame[] {
    this.#parts.push(bytes);
    this.#held += bytes.length;
    if (this.#held < this.#needed) return [];
    let rest = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts);
    const frames: Frame[] = [];
    for (;;) {
      this.#needed = rest.length < preludeBytes ? preludeBytes : this.#lengthOf(rest);
      if (rest.length < this.#needed) break;
      frames.push(toFrame(rest.subarray(0, this.#needed)));
      rest = rest.subarray(this.#needed);
    }
    this.#parts = [rest];
    this.#held = rest.length;
    return frames;
  }

  /** None: a message ends by itself. What a cut one would have said is missed by the reader. */
  end(): Frame[] {
    return [];
  }

  /** Of the message that starts here. */
  #lengthOf(bytes: Buffer): number {
    const length = bytes.readUInt32BE(0);
    if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) throw corrupt('prelude');
    if (length > this.#maxBytes) throw new RangeError(`a message is over ${this.#maxBytes} bytes`);
    const headersLength = bytes.readUInt32BE(4);
    if (length < preludeBytes + headersLength + checksumBytes) throw corrupt('lengths');
    return length;
  }
}

function toFrame(bytes: Buffer): Frame {
  const end = bytes.length - checksumBytes;
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32BE(end)) throw corrupt('checksum');
  const payloadAt = preludeBytes + bytes.readUInt32BE(4);
  const headers = readHeaders(bytes.subarray(preludeBytes, payloadAt));
  if (!headers) throw corrupt('headers');
  return { bytes, ...readMessage(headers, bytes.toString('utf8', payloadAt, end)) };
}

function readMessage(headers: ReadonlyMap<string, string>, payload: string) {
  switch (headers.get(':message-type')) {
    case 'exception':
      return toException(headers.get(':exception-type'), parsePayload(payload));
    case 'error':
      return toException(headers.get(':error-code'), {
        message: headers.get(':error-message') ?? payload,
      });
    default:
      return { name: headers.get(':event-type'), data: payload };
  }
}

/** Streams name an exception as a member, `throttlingException`; elsewhere it is `ThrottlingException`. */
function toException(type: string | undefined, members: JsonObject) {
  const name = type && type.charAt(0).toUpperCase() + type.slice(1);
  return { name, data: stringifyJson({ ...members, __type: name ?? 'Exception' }) };
}

function parsePayload(payload: string): JsonObject {
  try {
    const value = parseJson(payload);
    if (isJsonObject(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { message: payload };
}

const corrupt = (what: string) =>
  new UpstreamError('network', `the stream is damaged: a message has a wrong ${what}`, {
    code: 'stream_corrupt',
  });
