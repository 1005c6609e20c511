import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Piece, Usage } from './answer.ts';
import { maxTimerMs } from './clock.ts';
import type { SimulatorStats, Stats } from './stats.ts';

export type HttpHeaders = Readonly<Record<string, string>>;

export const jsonType = 'application/json';
const htmlType = 'text/html; charset=utf-8';

/** One request and the ways to answer it, which count what they do. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #stats: Stats;
  #grantedTokens = 0;

  constructor(request: IncomingMessage, response: ServerResponse, stats: Stats) {
    this.request = request;
    this.#response = response;
    this.#stats = stats;
  }

  /** What the answer has used, as far as there is one. */
  get grantedTokens(): number {
    return this.#grantedTokens;
  }

  /** Sends a body that is JSON, or a piece of it. */
  sendJson(status: number, body: string, headers?: HttpHeaders): void {
    this.#send(status, jsonType, body, headers);
  }

  sendPage(status: number, html: string): void {
    this.#send(status, htmlType, html);
  }

  /** Refuses a request with 429. */
  limit(reason: keyof SimulatorStats['rateLimited'], body: string, headers: HttpHeaders): void {
    this.#stats.rateLimited(reason);
    this.sendJson(429, body, headers);
  }

  /** Sends a successful answer whole. */
  grant(json: string, usage: Usage, headers: HttpHeaders): void {
    this.#grant(usage);
    this.sendJson(200, json, headers);
  }

  /** Begins a successful answer; `write`, and `end` or `breakOff`, must follow. */
  begin(contentType: string, usage: Usage, headers: HttpHeaders): void {
    this.#grant(usage);
    this.#response.writeHead(200, { 'content-type': contentType, ...headers });
  }

  write(piece: Piece): void {
    this.#response.write(piece);
  }

  /** Only now is the answer counted by its status: until here the client may miss its end. */
  end(piece: Piece): void {
    this.#stats.answered(this.#response.statusCode);
    this.#response.end(piece);
  }

  /** Ends the connection, but not the answer, once all that was written is sent: Node holds it for this turn. */
  breakOff(): void {
    setImmediate(() => this.request.socket.destroySoon());
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

  #grant(usage: Usage): void {
    this.#grantedTokens = usage.promptTokens + usage.completionTokens;
    this.#stats.granted(usage);
  }

  #send(status: number, contentType: string, body: string, headers?: HttpHeaders): void {
    this.#stats.answered(status);
    this.#response.writeHead(status, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
    this.#response.end(body);
  }
}
