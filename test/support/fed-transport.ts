import type { StreamReceiver } from '../../lib/providers/streamed-exchange.ts';
import { Transport } from '../../lib/providers/transport.ts';

/** Answers every streamed request with the same bytes, without any network, and ends as if they were all. */
export class FedTransport extends Transport {
  readonly #pieces: readonly Buffer[];

  constructor(...pieces: readonly Buffer[]) {
    super({});
    this.#pieces = pieces;
  }

  override streamed(...[, , , receiver]: Parameters<Transport['streamed']>): void {
    feed(receiver, this.#pieces);
  }
}

function feed(receiver: StreamReceiver, pieces: readonly Buffer[]): void {
  let isOver = false;
  const end: StreamReceiver['onEnd'] = (error) => {
    if (!isOver) receiver.onEnd(error);
    isOver = true;
  };
  const rest = () => {};
  receiver.onHead(200, {}, { pause: rest, resume: rest, outputStarted: rest, abort: end });
  for (const piece of pieces) receiver.onBytes(piece);
  end(undefined);
}
