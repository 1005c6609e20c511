import { clearLine, cursorTo } from 'node:readline';
import type { Writable } from 'node:stream';

export const logLevels = ['quiet', 'normal', 'verbose', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Stderr, or what stands for it; a terminal has columns. */
export type LogStream = Writable & { isTTY?: boolean; columns?: number };

/** Shorter keys protect nothing, and hiding them would garble all words. */
const shortestSecret = 4;

/** Lines for people on stderr; secrets that it was told of never appear in them. */
export class Log {
  readonly #stream: LogStream;
  readonly #rank: number;
  /** The longest first, since one may begin another. */
  #secrets: readonly string[] = [];
  #status = '';

  constructor(level: LogLevel, stream: LogStream = process.stderr) {
    this.#stream = stream;
    this.#rank = logLevels.indexOf(level);
    // A reader of stderr that has gone must not end a paid run.
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  }

  /** True when a status line can be redrawn in place. */
  get isTerminal(): boolean {
    return this.#stream.isTTY === true && this.#rank >= logLevels.indexOf('normal');
  }

  /** Told also when quiet: what the user must know. */
  error(text: string): void {
    this.#print(text);
  }

  info(text: string): void {
    this.#printFrom('normal', text);
  }

  verbose(text: string): void {
    this.#printFrom('verbose', text);
  }

  debug(text: string): void {
    this.#printFrom('debug', text);
  }

  hide(secret: string): void {
    if (secret.length < shortestSecret || this.#secrets.includes(secret)) return;
    this.#secrets = [...this.#secrets, secret].sort((a, b) => b.length - a.length);
  }

  /** The line at the bottom of a terminal; '' removes it. */
  status(text: string): void {
    if (!this.isTerminal) return;
    this.#clear();
    this.#status = text.slice(0, Math.max(0, (this.#stream.columns ?? 0) - 1));
    this.#stream.write(this.#status);
  }

  #printFrom(level: LogLevel, text: string): void {
    if (this.#rank >= logLevels.indexOf(level)) this.#print(text);
  }

  #print(text: string): void {
    this.#clear();
    this.#stream.write(`${this.#withoutSecrets(text)}\n${this.#status}`);
  }

  #clear(): void {
    if (this.#status === '') return;
    clearLine(this.#stream, 0);
    cursorTo(this.#stream, 0);
  }

  #withoutSecrets(text: string): string {
    return this.#secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
  }
}

function ignore(): void {}
