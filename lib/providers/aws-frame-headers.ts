const stringType = 7;
const bytesType = 6;

/** How long the values of the other types are: booleans, whole numbers, a time, a UUID. */
const valueBytes: Readonly<Record<number, number>> = {
  0: 0,
  1: 0,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  8: 8,
  9: 16,
};

/** The headers of a message that are text; undefined when the bytes are no headers. */
export function readHeaders(bytes: Buffer): Map<string, string> | undefined {
  const headers = new Map<string, string>();
  try {
    for (let at = 0; at < bytes.length; ) at = readHeader(bytes, at, headers);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return headers;
}

/** Where the next one starts. @throws RangeError */
function readHeader(bytes: Buffer, at: number, headers: Map<string, string>): number {
  const typeAt = at + 1 + bytes.readUInt8(at);
  const type = bytes.readUInt8(typeAt);
  const { from, to } = valueIn(bytes, typeAt + 1, type);
  if (to > bytes.length) throw new RangeError('a header is cut');
  if (type === stringType) {
    headers.set(bytes.toString('utf8', at + 1, typeAt), bytes.toString('utf8', from, to));
  }
  return to;
}

function valueIn(bytes: Buffer, at: number, type: number): { from: number; to: number } {
  if (type === stringType || type === bytesType) {
    return { from: at + 2, to: at + 2 + bytes.readUInt16BE(at) };
  }
  const length = valueBytes[type];
  if (length === undefined) throw new RangeError(`there is no type ${type} of headers`);
  return { from: at, to: at + length };
}
