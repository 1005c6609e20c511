/** What became of the tests so far. */
export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;
  readonly #failures: string[] = [];

  /** Counts failures of a file: `details` are printed now, the one-line `reason` in the report. */
  fail(file: string, reason: string, { count = 1, details = '' } = {}): void {
    this.failed += count;
    this.#failures.push(describeFailure(file, reason));
    if (details) console.log(`\n${details}`);
  }

  /** Counts a skipped test for each thing that was missing. */
  skip(missing: readonly string[]): void {
    this.skipped += missing.length;
    for (const what of missing) console.log(`  skipped: needs ${what}`);
  }

  /** All failures, a line each, then the line with the counts. */
  report(): string {
    return this.#reportOf(this.#failures, this.failed);
  }

  /** What the report would be after one more failure. */
  reportAfter(file: string, reason: string): string {
    return this.#reportOf([...this.#failures, describeFailure(file, reason)], this.failed + 1);
  }

  #reportOf(failures: readonly string[], failed: number): string {
    const counts = `${this.passed} passed, ${failed} failed, ${this.skipped} skipped`;
    return ['', ...failures, counts].join('\n');
  }
}

const describeFailure = (file: string, reason: string): string => `FAILED ${file}: ${reason}`;
