import { maxAnswerBytes } from '../providers/exchange.ts';

/** What came in place of a stream and must be read as a whole, of bounded length. */
export class WholeBody {
  readonly #parts: Buffer[] = [];
  #bytes = 0;

  /** @throws RangeError */
  push(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes > maxAnswerBytes) {
      throw new RangeError(`the body is over ${maxAnswerBytes} bytes`);
    }
    this.#parts.push(bytes);
  }

  text(): string {
    return Buffer.concat(this.#parts).toString();
  }
}
