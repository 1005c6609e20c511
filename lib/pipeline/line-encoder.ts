const slabBytes = 64 * 1024;
/** No UTF-16 unit takes more in UTF-8. */
const mostBytesPerUnit = 3;
const noBytes = Buffer.alloc(0);

/**
 * Encodes the lines that wait to be written into memory of their own. Node would share its pool between them and the
 * bodies of requests, each of which would be kept for as long as a line beside it.
 */
export class LineEncoder {
  #slab = noBytes;

  encode(text: string): Buffer {
    if (text === '') return noBytes;
    const most = text.length * mostBytesPerUnit;
    if (most > slabBytes / 2) return encodeAlone(text);
    if (most > this.#slab.length) this.#slab = Buffer.allocUnsafeSlow(slabBytes);
    const length = this.#slab.write(text);
    const bytes = this.#slab.subarray(0, length);
    this.#slab = this.#slab.subarray(length);
    return bytes;
  }
}

function encodeAlone(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}
