import type { Writable } from 'node:stream';
import type { Colour, Paint } from './paint.ts';

/** Stderr, or what stands for it; a terminal has columns. */
export type LogStream = Writable & { isTTY?: boolean; columns?: number };

/** A piece of the status, which is shown whole or not at all. */
export interface StatusPart {
  text: string;
  /** In a narrow window the part of the highest rank gives way first. */
  rank: number;
  colour?: Colour;
}

/**
 * Erases from the line's start to the end of the screen. The cursor rests at the line's start, which a
 * terminal keeps when it wraps the line anew: so this also takes the rows of a window made narrower.
 */
export const erase = '\r\u001b[J';

/** Where a terminal does not tell its width. */
const usualColumns = 80;

const gap = '  ';

/** A line at the bottom of a terminal, redrawn in place, below whatever else is written there. */
export class StatusLine {
  readonly #stream: LogStream;
  readonly #paint: Paint;
  #parts: readonly StatusPart[] = [];
  readonly #redraw = (): void => this.#draw();
  readonly #remove = (): void => this.remove();

  constructor(stream: LogStream, paint: Paint) {
    this.#stream = stream;
    this.#paint = paint;
  }

  /** Shows these parts in place of the former ones. */
  show(parts: readonly StatusPart[]): void {
    if (this.#parts.length === 0) {
      this.#stream.on('resize', this.#redraw);
      // Leaves nothing behind where the process is made to exit.
      process.on('exit', this.#remove);
    }
    this.#parts = parts;
    this.#draw();
  }

  remove(): void {
    if (this.#parts.length === 0) return;
    this.#parts = [];
    this.#stream.off('resize', this.#redraw);
    process.off('exit', this.#remove);
    this.#stream.write(erase);
  }

  /** Lets whole lines be written to the terminal: the status gives way and comes back below. */
  above(write: () => void): void {
    if (this.#parts.length > 0) this.#stream.write(erase);
    write();
    if (this.#parts.length > 0) this.#draw();
  }

  /** The cursor goes back, so that lines which others write begin at the margin. */
  #draw(): void {
    const columns = (this.#stream.columns || usualColumns) - 1;
    const texts = fitParts(this.#parts, columns).map(({ text, colour }) =>
      colour ? this.#paint(colour, text) : text,
    );
    this.#stream.write(`${erase}${texts.join(gap)}\r`);
  }
}

/** Leaves out the parts that matter least until the rest has room side by side. */
export function fitParts(parts: readonly StatusPart[], columns: number): readonly StatusPart[] {
  const width = parts.map(({ text }) => text).join(gap).length;
  if (width <= columns) return parts;
  const least = Math.max(...parts.map(({ rank }) => rank));
  return fitParts(
    parts.filter(({ rank }) => rank !== least),
    columns,
  );
}
