import type { LogOutput, Severity } from './log.ts';
import { type Colour, createPaint, type Paint } from './paint.ts';
import { type LogStream, StatusLine } from './status-line.ts';

const colours: Partial<Record<Severity, Colour>> = { error: 'red', warning: 'yellow' };

interface TextOptions {
  env?: NodeJS.ProcessEnv;
  color?: boolean;
}

/** Lines for people, above the status line of a terminal. */
export class TextOutput implements LogOutput {
  readonly statusLine: StatusLine | undefined;
  readonly #stream: LogStream;
  readonly #paint: Paint;

  constructor(stream: LogStream, { env = process.env, color = true }: TextOptions = {}) {
    this.#stream = stream;
    this.#paint = createPaint(stream, { env, color });
    const isAnimated = stream.isTTY && env['TERM'] !== 'dumb';
    this.statusLine = isAnimated ? new StatusLine(stream, this.#paint) : undefined;
    // A reader of stderr that has gone must not end a paid run.
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  }

  write(severity: Severity, text: string): void {
    const colour = colours[severity];
    const said = severity === 'warning' ? `warning: ${text}` : text;
    const line = `${colour ? this.#paint(colour, said) : said}\n`;
    if (this.statusLine) this.statusLine.above(() => this.#stream.write(line));
    else this.#stream.write(line);
  }
}

function ignore(): void {}
