import type { Token } from 'stream-json/parser.js';
import { lineJson } from './line-json.ts';
import { prefixBytes, type RawText, toRawText } from './raw-text.ts';

/**
 * Writes the tokens of JSON values as text, in which numbers, and the order of members, are as they came.
 * Holds at most one value of `maxBytes`.
 */
export class TokenWriter {
  readonly #maxBytes: number;
  #text = '';
  #byteLength = 0;
  #depth = 0;
  #needsComma = false;
  /** No value is under way. */
  isIdle = true;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The text of the value that this token ends, if it does. */
  write(token: Token): RawText | undefined {
    this.isIdle = false;
    switch (token.name) {
      case 'startObject':
        return this.#open('{');
      case 'startArray':
        return this.#open('[');
      case 'endObject':
        return this.#close('}');
      case 'endArray':
        return this.#close(']');
      case 'keyValue':
        return this.#key(token.value);
      case 'startString':
        return this.#startString();
      case 'stringChunk':
        return this.#add(lineJson(token.value).slice(1, -1));
      case 'endString':
        return this.#end('"');
      case 'numberValue':
        return this.#scalar(token.value);
      case 'nullValue':
      case 'trueValue':
      case 'falseValue':
        return this.#scalar(String(token.value));
      default:
        throw new TypeError(`unexpected token ${token.name}`);
    }
  }

  #open(bracket: string): undefined {
    this.#separate();
    this.#add(bracket);
    this.#depth += 1;
    this.#needsComma = false;
  }

  #close(bracket: string): RawText | undefined {
    this.#depth -= 1;
    return this.#end(bracket);
  }

  #key(name: string): undefined {
    this.#separate();
    this.#add(`${lineJson(name)}:`);
    this.#needsComma = false;
  }

  #startString(): undefined {
    this.#separate();
    this.#add('"');
  }

  #scalar(text: string): RawText | undefined {
    this.#separate();
    return this.#end(text);
  }

  #separate(): void {
    if (this.#needsComma) this.#add(',');
  }

  #add(text: string): undefined {
    this.#byteLength += Buffer.byteLength(text);
    if (this.#byteLength <= this.#maxBytes || this.#text.length < prefixBytes) this.#text += text;
  }

  /** Ends a value, be it inside of another. */
  #end(text: string): RawText | undefined {
    this.#add(text);
    this.#needsComma = this.#depth > 0;
    return this.#depth > 0 ? undefined : this.#take();
  }

  #take(): RawText {
    const raw = toRawText(Buffer.from(this.#text), this.#byteLength, this.#maxBytes);
    this.#text = '';
    this.#byteLength = 0;
    this.isIdle = true;
    return raw;
  }
}
