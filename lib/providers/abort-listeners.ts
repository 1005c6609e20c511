/** Something to run when a signal is aborted. */
export interface AbortListener {
  onAbort(): void;
  /** Its place in the list, kept by AbortListeners. */
  abortIndex: number;
}

/**
 * The listeners of each signal. Hundreds of calls share one: an EventTarget searches all its listeners to
 * add or remove one, and the tables that a growing Set leaves behind keep finished calls in memory until a
 * full collection. A list in which the last one takes the place of a removed one does neither.
 */
export class AbortListeners {
  readonly #lists = new WeakMap<AbortSignal, AbortListener[]>();

  add(signal: AbortSignal, listener: AbortListener): void {
    const list = this.#listOf(signal);
    listener.abortIndex = list.length;
    list.push(listener);
  }

  /** Does nothing for a listener that is not in the list. */
  remove(signal: AbortSignal, listener: AbortListener): void {
    const list = this.#listOf(signal);
    if (list[listener.abortIndex] !== listener) return;
    const last = list.pop();
    if (!last || last === listener) return;
    list[listener.abortIndex] = last;
    last.abortIndex = listener.abortIndex;
  }

  #listOf(signal: AbortSignal): AbortListener[] {
    const known = this.#lists.get(signal);
    if (known) return known;
    const list: AbortListener[] = [];
    this.#lists.set(signal, list);
    signal.addEventListener('abort', () => {
      for (const listener of [...list]) listener.onAbort();
    });
    return list;
  }
}
