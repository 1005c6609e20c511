import { stringifyJson } from '../json.ts';
import type { Usage } from '../usage.ts';
import type { Answer, Chunk, Outcome, Reply, Source } from './handler.ts';

/** A reply that came as a whole. */
export class PlainReply implements Reply {
  readonly status = 200;
  readonly answer: Answer;
  readonly outcome: Outcome;
  readonly #bytes: Buffer | undefined;

  /** `bytes` is the body as it came, if it came from outside. */
  constructor(answer: Answer, usage?: Usage, bytes?: Buffer) {
    this.answer = answer;
    this.outcome = { error: undefined, usage };
    this.#bytes = bytes;
  }

  get done(): Promise<Outcome> {
    return Promise.resolve(this.outcome);
  }

  get source(): Source {
    return this.answer.source;
  }

  get chunks(): AsyncIterable<readonly Chunk[]> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<readonly Chunk[]> {
    const { body } = this.answer;
    yield [{ bytes: this.#bytes ?? Buffer.from(stringifyJson(body)), json: () => body }];
  }
}
