import { AbortListeners } from './abort-listeners.ts';
import {
  type Connections,
  directConnections,
  type Proxies,
  proxiedConnections,
  readProxies,
} from './connections.ts';
import { type Exchange, type Timeouts, toUpstreamError } from './exchange.ts';
import { PlainExchange, type PlainResponse } from './plain-exchange.ts';
import type { HttpRequest } from './provider.ts';
import { StreamedExchange, type StreamReceiver } from './streamed-exchange.ts';
import { TurnEnd } from './turn-end.ts';

interface Upstream {
  origin: string;
  /** What stands before every path. */
  prefix: string;
  connections: Connections;
}

/** Sends HTTP requests: kept connections for each base address, proxies as the environment says. */
export class Transport {
  readonly #upstreams = new Map<string, Upstream>();
  readonly #aborts = new AbortListeners();
  readonly #answers = new TurnEnd();
  readonly #proxies: Proxies | undefined;

  constructor(env: NodeJS.ProcessEnv) {
    this.#proxies = readProxies(env);
  }

  /** Resolves with the whole answer. @throws UpstreamError timeout, network, aborted, server_error */
  plain(request: HttpRequest, timeouts: Timeouts, signal: AbortSignal): Promise<PlainResponse> {
    return new Promise((resolve, reject) => {
      this.#dispatch(
        request,
        new PlainExchange(
          { timeouts, signal, aborts: this.#aborts },
          this.#answers,
          resolve,
          reject,
        ),
      );
    });
  }

  /** Tells the receiver what comes; its onEnd gets the same errors as `plain` throws. */
  streamed(
    request: HttpRequest,
    timeouts: Timeouts,
    signal: AbortSignal,
    receiver: StreamReceiver,
  ): void {
    this.#dispatch(
      request,
      new StreamedExchange({ timeouts, signal, aborts: this.#aborts }, receiver),
    );
  }

  /** Ends all connections at once. */
  async close(): Promise<void> {
    const upstreams = [...this.#upstreams.values()];
    await Promise.all(upstreams.map(({ connections }) => connections.destroy()));
  }

  #dispatch({ baseUrl, path, headers, body }: HttpRequest, exchange: Exchange): void {
    if (exchange.isAborted) {
      exchange.onAbort();
      return;
    }
    try {
      const { origin, prefix, connections } = this.#upstreamFor(baseUrl);
      exchange
        .connect(connections)
        .dispatch({ origin, path: prefix + path, method: 'POST', headers, body }, exchange);
    } catch (error) {
      exchange.fail(toUpstreamError(error));
    }
  }

  #upstreamFor(baseUrl: string): Upstream {
    let upstream = this.#upstreams.get(baseUrl);
    if (!upstream) {
      const { origin, pathname } = new URL(baseUrl);
      const prefix = pathname.replace(/\/$/, '');
      const connections = this.#proxies
        ? proxiedConnections(this.#proxies)
        : directConnections(origin);
      upstream = { origin, prefix, connections };
      this.#upstreams.set(baseUrl, upstream);
    }
    return upstream;
  }
}
