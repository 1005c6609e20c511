/** One reading of generated records: that each came in its turn, and how long all took. */
export class Reading {
  readonly #from = performance.now();
  #records = 0;

  /** @throws Error if it is not the next record's */
  take(id: unknown): void {
    if (id !== this.#records) throw new Error(`expected record ${this.#records}, got ${id}`);
    this.#records += 1;
  }

  tell(): void {
    const seconds = (performance.now() - this.#from) / 1_000;
    console.log(JSON.stringify({ records: this.#records, seconds }));
  }
}
