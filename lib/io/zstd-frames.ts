/** Some bytes of one frame; `isLast` where the frame ends with them. */
export interface FramePart {
  bytes: Buffer;
  isLast: boolean;
}

const frameMagic = 0xfd2fb528;
/** Begins a frame without data, with any last hexadecimal digit. */
const skippableMagic = 0x184d2a50;
const dictionaryIdBytes = [0, 1, 2, 4] as const;
const contentSizeBytes = [0, 2, 4, 8] as const;
const runBlock = 1;

/**
 * Cuts a zstd file into its frames (RFC 8878), since Node's decoder leaves out all but the first of those
 * that come in one chunk. It reads the lengths alone: what is wrong, the decoder tells.
 */
export class ZstdFrames {
  #walk = walkFrame();
  #wanted = 0;
  #isLooking = false;
  #seen: number[] = [];

  constructor() {
    this.#begin();
  }

  /** The chunk in parts, each of one frame. */
  push(chunk: Buffer): FramePart[] {
    const parts: FramePart[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; ) {
      const taken = Math.min(this.#wanted, chunk.length - at);
      if (this.#isLooking) this.#seen.push(...chunk.subarray(at, at + taken));
      at += taken;
      this.#wanted -= taken;
      if (this.#wanted > 0 || !this.#hasEnded()) continue;
      parts.push({ bytes: chunk.subarray(start, at), isLast: true });
      start = at;
      this.#begin();
    }
    if (start < chunk.length) parts.push({ bytes: chunk.subarray(start), isLast: false });
    return parts;
  }

  #begin(): void {
    this.#walk = walkFrame();
    this.#hasEnded();
  }

  /** Goes on to the next bytes that are wanted; true where there are none. */
  #hasEnded(): boolean {
    const seen = Buffer.from(this.#seen);
    this.#seen = [];
    for (;;) {
      const { value, done } = this.#walk.next(seen);
      if (done) return true;
      this.#wanted = value.bytes;
      this.#isLooking = value.isLooking;
      if (this.#wanted > 0) return false;
    }
  }
}

interface Step {
  bytes: number;
  isLooking: boolean;
}

const look = (bytes: number): Step => ({ bytes, isLooking: true });
const pass = (bytes: number): Step => ({ bytes, isLooking: false });

/** Goes through one frame: it is given the bytes that it asked to look at. */
function* walkFrame(): Generator<Step, void, Buffer> {
  const magic = (yield look(4)).readUInt32LE();
  if (magic - (magic % 16) === skippableMagic) {
    yield pass((yield look(4)).readUInt32LE());
  } else if (magic === frameMagic) {
    const descriptor = (yield look(1)).readUInt8();
    yield pass(headerBytes(descriptor));
    yield* walkBlocks();
    const hasChecksum = (descriptor & 0b100) !== 0;
    yield pass(hasChecksum ? 4 : 0);
  }
}

function headerBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 0b10_0000) !== 0;
  const windowBytes = isSingleSegment ? 0 : 1;
  const sizeBytes = contentSizeBytes[descriptor >> 6] ?? 0;
  const dictionaryBytes = dictionaryIdBytes[descriptor & 0b11] ?? 0;
  return windowBytes + dictionaryBytes + (sizeBytes || (isSingleSegment ? 1 : 0));
}

function* walkBlocks(): Generator<Step, void, Buffer> {
  for (let isLast = false; !isLast; ) {
    const header = (yield look(3)).readUIntLE(0, 3);
    isLast = (header & 1) === 1;
    const isRun = ((header >> 1) & 0b11) === runBlock;
    yield pass(isRun ? 1 : header >> 3);
  }
}
