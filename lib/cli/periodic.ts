/** A piece of work that is done again and again, never twice at once. The work handles its own failures. */
export class Periodic {
  readonly #work: () => Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #underWay: Promise<void> | undefined;

  constructor(work: () => Promise<void>, periodMs: number) {
    this.#work = work;
    this.#timer = setInterval(() => {
      this.#underWay ??= this.#do();
    }, periodMs).unref();
  }

  /** Settles when nothing is under way any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#underWay;
  }

  async #do(): Promise<void> {
    await this.#work();
    this.#underWay = undefined;
  }
}
