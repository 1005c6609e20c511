/** The figures of one subject, run by run. */
export class Series<T> {
  readonly figures: T[] = [];
  readonly #run: () => Promise<T>;

  constructor(run: () => Promise<T>) {
    this.#run = run;
  }

  async runOnce(): Promise<void> {
    this.figures.push(await this.#run());
  }
}

/** Runs the subjects in turn, A B A B, so that a change of the machine's load meets all of them. */
export async function alternate(
  runs: number,
  subjects: readonly Series<unknown>[],
  onRun: (run: number) => void,
): Promise<void> {
  for (let run = 1; run <= runs; run += 1) {
    onRun(run);
    for (const subject of subjects) await subject.runOnce();
  }
}
