import { UpstreamError } from '../errors.ts';
import { type Controller, Exchange, type ExchangeOptions, maxAnswerBytes } from './exchange.ts';
import type { ResponseHeaders } from './provider.ts';
import type { TurnEnd } from './turn-end.ts';

export interface PlainResponse {
  status: number;
  headers: ResponseHeaders;
  body: Buffer;
}

/** An exchange whose answer is taken as a whole. */
export class PlainExchange extends Exchange {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  readonly #turnEnd: TurnEnd;
  readonly #resolve: (response: PlainResponse) => void;
  protected readonly onFailure: (error: UpstreamError) => void;

  constructor(
    { timeouts, signal, aborts }: ExchangeOptions,
    turnEnd: TurnEnd,
    resolve: (response: PlainResponse) => void,
    reject: (error: UpstreamError) => void,
  ) {
    super(timeouts.totalMs, signal, aborts);
    this.#turnEnd = turnEnd;
    this.#resolve = resolve;
    this.onFailure = reject;
  }

  onResponseData(_controller: Controller, bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes > maxAnswerBytes) this.fail(tooLong());
    else this.#chunks.push(bytes);
  }

  onResponseEnd(): void {
    this.settle();
    const [first] = this.#chunks;
    const body = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    const { status, headers } = this;
    this.#turnEnd.add(() => this.#resolve({ status, headers, body }));
  }
}

const tooLong = () =>
  new UpstreamError('server_error', `the answer is over ${maxAnswerBytes} bytes`, {
    code: 'answer_too_large',
  });
