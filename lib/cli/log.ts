import { Repeats, type Repetition } from './repeats.ts';
import type { StatusLine } from './status-line.ts';
import { TextOutput } from './text-output.ts';

export const logLevels = ['quiet', 'normal', 'verbose', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

export const logFormats = ['text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

export type Severity = 'error' | 'warning' | 'notice' | 'info' | 'verbose' | 'debug';

/** The same facts as the text, for machines. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where messages go, and in what form. */
export interface LogOutput {
  /** The fields are for forms that machines read. */
  write(severity: Severity, text: string, fields?: LogFields): void;
  /** Where there is a terminal on which a line can be redrawn in place. */
  readonly statusLine: StatusLine | undefined;
}

/** Shorter keys protect nothing, and hiding them would garble all words. */
const shortestSecret = 4;

/** Messages for people on stderr; secrets that it was told of never appear in them. */
export class Log {
  readonly #output: LogOutput;
  readonly #rank: number;
  readonly #repeats = new Repeats((text, more) => this.#warn(text, more));
  /** The longest first, since one may begin another. */
  #secrets: readonly string[] = [];

  constructor(level: LogLevel, output: LogOutput = new TextOutput(process.stderr)) {
    this.#output = output;
    this.#rank = logLevels.indexOf(level);
  }

  /** Where a status can be redrawn in place, unless the user wants quiet. */
  get statusLine(): StatusLine | undefined {
    return this.#tellsFrom('normal') ? this.#output.statusLine : undefined;
  }

  /** Told also when quiet: what went wrong. */
  error(text: string, fields?: LogFields): void {
    this.#write('error', text, fields);
  }

  /** Told also when quiet: what the user must know or has asked for, though nothing is wrong. */
  notice(text: string, fields?: LogFields): void {
    this.#write('notice', text, fields);
  }

  /** The same warning is told once in ten seconds; then follows how often it came. */
  warn(text: string): void {
    if (this.#tellsFrom('normal')) this.#repeats.take(text);
  }

  info(text: string, fields?: LogFields): void {
    if (this.#tellsFrom('normal')) this.#write('info', text, fields);
  }

  verbose(text: string, fields?: LogFields): void {
    if (this.#tellsFrom('verbose')) this.#write('verbose', text, fields);
  }

  debug(text: string, fields?: LogFields): void {
    if (this.#tellsFrom('debug')) this.#write('debug', text, fields);
  }

  hide(secret: string): void {
    if (secret.length < shortestSecret || this.#secrets.includes(secret)) return;
    this.#secrets = [...this.#secrets, secret].sort((a, b) => b.length - a.length);
  }

  /** Tells what was held back, and holds nothing against what comes next. */
  flush(): void {
    this.#repeats.flush();
  }

  #tellsFrom(level: LogLevel): boolean {
    return this.#rank >= logLevels.indexOf(level);
  }

  #warn(text: string, more: Repetition | undefined): void {
    const said = more ? `${text} (${more.count} more like it in the last ${more.seconds} s)` : text;
    this.#write('warning', said, more && { repeated: more.count });
  }

  #write(severity: Severity, text: string, fields: LogFields | undefined): void {
    this.#output.write(severity, this.#hideIn(text), fields && this.#hideInFields(fields));
  }

  #hideIn(text: string): string {
    return this.#secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
  }

  /** In texts alone: a secret may also be a number or a word of JSON. */
  #hideInFields(fields: LogFields): LogFields {
    const hideIn = (value: unknown): unknown => {
      if (typeof value === 'string') return this.#hideIn(value);
      if (Array.isArray(value)) return value.map(hideIn);
      return typeof value === 'object' && value !== null ? hideInObject(value) : value;
    };
    const hideInObject = (object: object): LogFields =>
      Object.fromEntries(Object.entries(object).map(([name, value]) => [name, hideIn(value)]));
    return hideInObject(fields);
  }
}
