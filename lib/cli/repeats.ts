const windowMs = 10_000;
/** More different texts at once are not remembered, so that memory stays bounded. */
const mostTexts = 100;

/** What was left out of a text's repetitions. */
export interface Repetition {
  count: number;
  seconds: number;
}

interface Window {
  timer: NodeJS.Timeout;
  from: number;
  count: number;
}

/**
 * Tells a text at once, then not again for ten seconds; after them, how often it came meanwhile.
 * Remembers at most a hundred texts: then the oldest gives way.
 */
export class Repeats {
  readonly #tell: (text: string, more?: Repetition) => void;
  readonly #windows = new Map<string, Window>();

  constructor(tell: (text: string, more?: Repetition) => void) {
    this.#tell = tell;
  }

  take(text: string): void {
    const window = this.#windows.get(text);
    if (window) {
      window.count += 1;
      return;
    }
    const [oldest] = this.#windows.keys();
    if (oldest !== undefined && this.#windows.size >= mostTexts) this.#end(oldest);
    this.#tell(text);
    this.#open(text);
  }

  /** Tells of what is left out so far, and forgets all texts. */
  flush(): void {
    for (const text of [...this.#windows.keys()]) this.#end(text);
  }

  #open(text: string): void {
    const timer = setTimeout(() => {
      // Who repeats himself still is told of once in each window.
      if (this.#end(text)) this.#open(text);
    }, windowMs);
    timer.unref();
    this.#windows.set(text, { timer, from: performance.now(), count: 0 });
  }

  /** True if something was left out. */
  #end(text: string): boolean {
    const window = this.#windows.get(text);
    if (!window) return false;
    clearTimeout(window.timer);
    this.#windows.delete(text);
    const { count, from } = window;
    if (count === 0) return false;
    const seconds = Math.max(1, Math.round((performance.now() - from) / 1_000));
    this.#tell(text, { count, seconds });
    return true;
  }
}
