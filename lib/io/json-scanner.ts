import { hasLongDigits, riskyDigits } from '../json.ts';
import { bytesOf, ChunkDecoder, type ChunkText } from './chunk-decoder.ts';
import { HeldBytes } from './held-bytes.ts';
import { beginnings, beginningTable, codes, delimiterTable, spaceTable } from './json-codes.ts';
import { LineCounter, type TextPlace } from './line-counter.ts';
import { type RawText, toRawText } from './raw-text.ts';

/** Makes what the scanner gives for a value, which begins at that place; `fitsDoubles` as for PipeRecord. */
export type MakeValue<Value> = (raw: RawText, place: TextPlace, fitsDoubles?: true) => Value;

/** What is wrong between the values: nothing after it can be told apart. */
export interface DocumentFault extends TextPlace {
  message: string;
}

/** As text of either encoding. */
const byteOrderMarks = { utf8: '\uFEFF', latin1: '\u00EF\u00BB\u00BF' } as const;
/** Up to here a closing quote is looked for character by character, which is faster than to search for one nearby. */
const nearby = 8;
/** Makes a brace of a square bracket, and leaves a brace as it is. */
const braceBit = 0x20;

/** What may come next where no value is under way. */
type Expected = 'a JSON array or object' | 'a value or ]' | 'a value' | ', or ]';

/**
 * Finds the values of a JSON document: the elements of an array, or an object that stands alone; any number
 * of either may follow one another. It checks what stands between the values, and looks at their insides
 * only as far as it must to find their ends: who parses them checks the rest. A chunk may be cut anywhere and may
 * be overwritten after `push`. Holds at most one unfinished value of `maxValueBytes`; a value is a slice of the
 * text of its chunk, and keeps that alive.
 */
export class JsonScanner<Value> {
  /** Set when the document is wrong; nothing more is found then. */
  fault: DocumentFault | undefined;
  readonly #make: MakeValue<Value>;
  readonly #maxValueBytes: number;
  readonly #decoder = new ChunkDecoder();
  readonly #held: HeldBytes;
  readonly #lines = new LineCounter();
  #expected: Expected = 'a JSON array or object';
  #isInArray = false;
  /** How the value under way begins; 0 for none. */
  #open = 0;
  #place = { line: 0, column: 0 };
  /** Of the brackets that are open in the value under way. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isAtStart = true;
  #fitsDoubles: true | undefined;

  constructor(maxValueBytes: number, make: MakeValue<Value>) {
    this.#make = make;
    this.#maxValueBytes = maxValueBytes;
    this.#held = new HeldBytes(maxValueBytes);
  }

  /** The values that end in this chunk, in order. */
  push(chunk: Buffer): Value[] {
    return this.#scan(this.#withoutMark(this.#decoder.push(chunk)));
  }

  /** The value that the document's end cuts off, if there is one; sets `fault` where the end comes too early. */
  end(): Value[] {
    const found = this.#scan(this.#decoder.end());
    if (this.fault) return found;
    const end = this.#lines.end();
    if (this.#open !== 0) {
      this.fault = { ...end, message: 'the document ends within a value' };
      found.push(this.#takeHeld());
    } else if (this.#isInArray) {
      const message = `expected ${this.#expected}, got the end of the document`;
      this.fault = { ...end, message };
    }
    return found;
  }

  #withoutMark(chunk: ChunkText): ChunkText {
    const { text, encoding, bytes } = chunk;
    if (!this.#isAtStart || text === '') return chunk;
    this.#isAtStart = false;
    const mark = byteOrderMarks[encoding];
    if (!text.startsWith(mark)) return chunk;
    return {
      encoding,
      text: text.slice(mark.length),
      bytes: bytes.subarray(Buffer.byteLength(mark, encoding)),
    };
  }

  #scan(chunk: ChunkText): Value[] {
    const found: Value[] = [];
    const { text } = chunk;
    if (text === '' || this.fault) return found;
    this.#lines.begin(chunk);
    let at = 0;
    while (at < text.length && !this.fault) {
      at = this.#open === 0 ? this.#between(text, at) : this.#within(chunk, at, found);
    }
    return found;
  }

  /** Passes over what stands between values; gives the offset where a value begins, or the end. */
  #between(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (spaceTable[code] === 1 || this.#isSeparator(code)) continue;
      this.#begin(text, at);
      return at;
    }
    return text.length;
  }

  /** Takes a comma or a bracket of the array that holds the values, where it may stand. */
  #isSeparator(code: number): boolean {
    if (code === codes.comma && this.#expected === ', or ]') {
      this.#expected = 'a value';
      return true;
    }
    if (code === codes.closeBracket && this.#expected.endsWith(' ]')) {
      this.#isInArray = false;
      this.#expected = 'a JSON array or object';
      return true;
    }
    if (code === codes.openBracket && !this.#isInArray) {
      this.#isInArray = true;
      this.#expected = 'a value or ]';
      return true;
    }
    return false;
  }

  /** Begins a value, whose first character is not yet taken. */
  #begin(text: string, at: number): void {
    const code = text.charCodeAt(at);
    const open = beginningTable[code] ?? 0;
    const isExpected = this.#isInArray ? this.#expected !== ', or ]' : code === codes.openBrace;
    if (open === 0 || !isExpected) {
      this.#refuse(text, at);
      return;
    }
    this.#open = open;
    this.#depth = 1;
    this.#fitsDoubles = open === beginnings.container ? true : undefined;
    this.#place = this.#lines.placeOf(at);
  }

  /** Goes on with the value under way, of which this chunk has the part from `from` on. */
  #within(chunk: ChunkText, from: number, found: Value[]): number {
    const { text } = chunk;
    const end = this.#endOfValue(text, from);
    if (end < 0) {
      this.#held.append(bytesOf(chunk, from, text.length));
      return text.length;
    }
    found.push(this.#take(chunk, from, end));
    this.#expected = this.#isInArray ? ', or ]' : 'a JSON array or object';
    return end;
  }

  /** The offset after the value; -1: it goes on in the next chunk. */
  #endOfValue(text: string, from: number): number {
    if (this.#open === beginnings.scalar) return endOfScalar(text, from);
    const isNew = this.#held.byteLength === 0;
    if (this.#open === beginnings.string) return this.#endOfString(text, isNew ? from + 1 : from);
    return this.#endOfContainer(text, isNew ? from + 1 : from);
  }

  #endOfContainer(text: string, from: number): number {
    let depth = this.#depth;
    let at = this.#isInString ? this.#endOfString(text, from) : from;
    let last = at;
    while (at >= 0 && at < text.length) {
      const code = text.charCodeAt(at);
      const brace = code | braceBit;
      at += 1;
      if (code !== codes.quote && brace !== codes.openBrace && brace !== codes.closeBrace) continue;
      const mayEndNumber = at - last > riskyDigits;
      if (mayEndNumber && hasLongDigits(text, last, at)) this.#fitsDoubles = undefined;
      if (code === codes.quote) at = this.#endOfString(text, at);
      else if (brace === codes.openBrace) depth += 1;
      else if (--depth === 0) return at;
      last = at;
    }
    this.#depth = depth;
    return -1;
  }

  /** The offset after the closing quote; -1: the string goes on in the next chunk. */
  #endOfString(text: string, from: number): number {
    const start = this.#isEscaped ? from + 1 : from;
    const end = endOfString(text, start);
    this.#isInString = end < 0;
    this.#isEscaped = end < 0 && isEscaped(text, start, text.length);
    return end;
  }

  /** Ends the value under way, of which this part of the chunk is the last. */
  #take(chunk: ChunkText, from: number, end: number): Value {
    const isWhole = this.#held.byteLength === 0;
    if (isWhole && chunk.encoding === 'utf8' && chunk.bytes.length <= this.#maxValueBytes) {
      this.#open = 0;
      return this.#make(chunk.text.slice(from, end), this.#place, this.#fitsDoubles);
    }
    this.#held.append(bytesOf(chunk, from, end));
    return this.#takeHeld();
  }

  #takeHeld(): Value {
    this.#open = 0;
    const { byteLength } = this.#held;
    const raw = toRawText(this.#held.take(), byteLength, this.#maxValueBytes);
    return this.#make(raw, this.#place);
  }

  #refuse(text: string, at: number): void {
    const message = `expected ${this.#expected}, got ${nameOf(text.charCodeAt(at))}`;
    this.fault = { ...this.#lines.placeOf(at), message };
  }
}

/** The offset after the closing quote; -1: there is none. */
function endOfString(text: string, from: number): number {
  let at = from;
  const searchFrom = Math.min(from + nearby, text.length);
  while (at < searchFrom) {
    const code = text.charCodeAt(at);
    at += 1;
    if (code === codes.quote) return at;
    if (code === codes.backslash) at += 1;
  }
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return -1;
    const isClosing = !isEscaped(text, at, quote);
    at = quote + 1;
    if (isClosing) return at;
  }
}

/** Whether an odd number of backslashes, none of them before `from`, stands before that place. */
function isEscaped(text: string, from: number, at: number): boolean {
  let first = at;
  while (first > from && text.charCodeAt(first - 1) === codes.backslash) first -= 1;
  return (at - first) % 2 === 1;
}

function endOfScalar(text: string, from: number): number {
  let at = from;
  while (at < text.length && delimiterTable[text.charCodeAt(at)] !== 1) at += 1;
  return at < text.length ? at : -1;
}

/** Of a character; bytes that are not UTF-8 are told no better, since where a chunk is cut decides how they read. */
function nameOf(code: number): string {
  if (code > 0x7f) return 'a character beyond ASCII';
  if (code > 0x20 && code < 0x7f) return String.fromCharCode(code);
  return `the control character ${code}`;
}
