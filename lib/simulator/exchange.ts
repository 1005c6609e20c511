import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Usage } from './answer.ts';
import type { HttpHeaders } from './limits.ts';
import type { SimulatorStats, Stats } from './stats.ts';

const maxTimerMs = 2 ** 31 - 1;

/** One request and the ways to answer it, which count what they do. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #stats: Stats;

  constructor(request: IncomingMessage, response: ServerResponse, stats: Stats) {
    this.request = request;
    this.#response = response;
    this.#stats = stats;
  }

  /** Sends a body that is JSON, or a piece of it. */
  sendJson(status: number, body: string, headers?: HttpHeaders): void {
    this.#stats.answered(status);
    this.#response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
    this.#response.end(body);
  }

  /** Refuses a request with 429. */
  limit(reason: keyof SimulatorStats['rateLimited'], body: string, headers: HttpHeaders): void {
    this.#stats.rateLimited(reason);
    this.sendJson(429, body, headers);
  }

  /** Sends a successful answer whole. */
  grant(json: string, usage: Usage, headers: HttpHeaders): void {
    this.#stats.granted(usage);
    this.sendJson(200, json, headers);
  }

  /** Sends the beginning of a successful answer; `endStream` must follow. */
  grantStream(events: string, usage: Usage, headers: HttpHeaders): void {
    this.#stats.granted(usage);
    this.#stats.answered(200);
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      ...headers,
    });
    this.#response.write(events);
  }

  endStream(events: string): void {
    this.#response.end(events);
  }

  /** Breaks the connection: the client sees a reset, not an end. */
  reset(): void {
    this.request.socket.resetAndDestroy();
  }

  /** True after `ms`, at most 24 days; false as soon as the client has gone away. */
  async pause(ms: number): Promise<boolean> {
    if (ms <= 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(resolve, Math.min(ms, maxTimerMs), true);
    const onClose = () => resolve(false);
    this.#response.once('close', onClose);
    const isThere = await promise;
    this.#response.off('close', onClose);
    clearTimeout(timer);
    if (!isThere) this.#stats.aborted();
    return isThere;
  }

  /** Sends nothing for as long as the client stays. */
  async hang(): Promise<void> {
    await once(this.#response, 'close');
    this.#stats.aborted();
  }
}
