import { HeldBytes } from './held-bytes.ts';
import {
  beginnings,
  beginningTable,
  bytes,
  delimiterTable,
  spaceTable,
  within,
  withinTable,
} from './json-bytes.ts';
import { LineCounter } from './line-counter.ts';
import { isUtf8Within, type RawText, toRawText } from './raw-text.ts';

/** One value of the document, and where it begins, counted from 1. */
export interface FoundValue {
  raw: RawText;
  line: number;
  /** In bytes. */
  column: number;
}

/** What is wrong between the values: nothing after it can be told apart. */
export interface DocumentFault {
  line: number;
  column: number;
  message: string;
}

const byteOrderMark = Buffer.from('\uFEFF');
const nothing = Buffer.alloc(0);

/** What may come next where no value is under way. */
type Expected = 'a JSON array or object' | 'a value or ]' | 'a value' | ', or ]';

/**
 * Finds the values of a JSON document: the elements of an array, or an object that stands alone; any number
 * of either may follow one another. It checks what stands between the values, and looks at their insides
 * only as far as it must to find their ends: who parses them checks the rest. A chunk may be cut anywhere but in a
 * byte order mark, and may be overwritten after `push`. Holds at most one unfinished value of `maxValueBytes`.
 */
export class JsonScanner {
  /** Set when the document is wrong; nothing more is found then. */
  fault: DocumentFault | undefined;
  readonly #maxValueBytes: number;
  readonly #held: HeldBytes;
  readonly #lines = new LineCounter();
  #expected: Expected = 'a JSON array or object';
  #isInArray = false;
  /** How the value under way begins; 0 for none. */
  #open = 0;
  #place = { line: 0, column: 0 };
  /** A value that lies in the chunk is text, of a size that may be held. */
  #isPlain = false;
  /** Of the brackets that are open in the value under way. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isFirstChunk = true;

  constructor(maxValueBytes: number) {
    this.#maxValueBytes = maxValueBytes;
    this.#held = new HeldBytes(maxValueBytes);
  }

  /** The values that end in this chunk, in order. */
  push(chunk: Buffer): FoundValue[] {
    const found: FoundValue[] = [];
    this.#lines.begin(chunk);
    this.#isPlain = chunk.length <= this.#maxValueBytes && isUtf8Within(chunk);
    let at = this.#isFirstChunk && beginsWithMark(chunk) ? byteOrderMark.length : 0;
    this.#isFirstChunk = false;
    while (at < chunk.length && !this.fault) {
      at = this.#open === 0 ? this.#between(chunk, at) : this.#within(chunk, at, found);
    }
    this.#lines.end();
    return found;
  }

  /** The value that the document's end cuts off, if there is one; sets `fault` where the end comes too early. */
  end(): FoundValue[] {
    if (this.fault) return [];
    this.#lines.begin(nothing);
    if (this.#open !== 0) {
      this.#fail(0, 'the document ends within a value');
      return [this.#take(nothing, 0, 0)];
    }
    if (this.#isInArray) this.#fail(0, `expected ${this.#expected}, got the end of the document`);
    return [];
  }

  /** One step over what stands between values; gives the offset after it. */
  #between(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length && spaceTable[chunk[at] ?? 0] === 1) at += 1;
    const byte = chunk[at];
    if (byte === undefined) return at;
    if (this.#expected === ', or ]') return this.#separate(byte, at);
    if (byte === bytes.closeBracket && this.#expected === 'a value or ]') return this.#leave(at);
    if (byte === bytes.openBracket && !this.#isInArray) return this.#enter(at);
    return this.#begin(byte, at);
  }

  #enter(at: number): number {
    this.#isInArray = true;
    this.#expected = 'a value or ]';
    return at + 1;
  }

  #leave(at: number): number {
    this.#isInArray = false;
    this.#expected = 'a JSON array or object';
    return at + 1;
  }

  #separate(byte: number, at: number): number {
    if (byte === bytes.closeBracket) return this.#leave(at);
    if (byte !== bytes.comma) return this.#refuse(byte, at);
    this.#expected = 'a value';
    return at + 1;
  }

  /** Begins a value, whose first byte is not yet taken. */
  #begin(byte: number, at: number): number {
    const open = beginningTable[byte] ?? 0;
    if (open === 0 || !(this.#isInArray || byte === bytes.openBrace)) return this.#refuse(byte, at);
    this.#open = open;
    this.#depth = 1;
    this.#place = this.#lines.placeOf(at);
    return at;
  }

  /** Goes on with the value under way, of which this chunk has the part from `from` on. */
  #within(chunk: Buffer, from: number, found: FoundValue[]): number {
    const end = this.#endOfValue(chunk, from);
    if (end < 0) {
      this.#held.append(chunk.subarray(from));
      return chunk.length;
    }
    found.push(this.#take(chunk, from, end));
    this.#expected = this.#isInArray ? ', or ]' : 'a JSON array or object';
    return end;
  }

  /** Where the value ends; -1: not in this chunk. */
  #endOfValue(chunk: Buffer, from: number): number {
    if (this.#open === beginnings.scalar) return endOfScalar(chunk, from);
    const isNew = this.#held.byteLength === 0;
    const at = isNew ? from + 1 : from;
    if (this.#open === beginnings.container) return this.#endOfContainer(chunk, at);
    const end = this.#skipString(chunk, at);
    return this.#isInString ? -1 : end;
  }

  #endOfContainer(chunk: Buffer, from: number): number {
    let depth = this.#depth;
    let at = this.#isInString ? this.#skipString(chunk, from) : from;
    while (depth > 0 && at < chunk.length) {
      const meaning = withinTable[chunk[at] ?? 0];
      at += 1;
      if (meaning === 0) continue;
      if (meaning === within.quote) at = this.#skipString(chunk, at);
      else depth += meaning === within.open ? 1 : -1;
    }
    this.#depth = depth;
    return depth === 0 ? at : -1;
  }

  /** The offset after the closing quote, or the chunk's end; `#isInString` tells which. */
  #skipString(chunk: Buffer, from: number): number {
    const { length } = chunk;
    let at = this.#isEscaped ? from + 1 : from;
    this.#isEscaped = false;
    while (at < length) {
      const byte = chunk[at];
      at += 1;
      if (byte === bytes.quote) {
        this.#isInString = false;
        return at;
      }
      if (byte === bytes.backslash) at += 1;
    }
    this.#isInString = true;
    this.#isEscaped = at > length;
    return length;
  }

  /** Ends the value under way, of which this part of the chunk is the last. */
  #take(chunk: Buffer, from: number, end: number): FoundValue {
    const { line, column } = this.#place;
    const isWhole = this.#held.byteLength === 0;
    this.#open = 0;
    if (isWhole && this.#isPlain) return { raw: chunk.toString('utf8', from, end), line, column };
    this.#held.append(chunk.subarray(from, end));
    const { byteLength } = this.#held;
    return { raw: toRawText(this.#held.take(), byteLength, this.#maxValueBytes), line, column };
  }

  #refuse(byte: number, at: number): number {
    const got = byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `the byte ${byte}`;
    this.#fail(at, `expected ${this.#expected}, got ${got}`);
    return at;
  }

  #fail(at: number, message: string): void {
    this.fault = { ...this.#lines.placeOf(at), message };
  }
}

const beginsWithMark = (chunk: Buffer): boolean =>
  chunk.subarray(0, byteOrderMark.length).equals(byteOrderMark);

function endOfScalar(chunk: Buffer, from: number): number {
  let at = from;
  while (at < chunk.length && delimiterTable[chunk[at] ?? 0] === 0) at += 1;
  return at < chunk.length ? at : -1;
}
