import type { FailureKind } from '../errors.ts';
import type { Outcome } from '../metrics.ts';

/** What has become of the input records so far. */
export class Counts {
  /** Records that the input has handed over, admitted or not. */
  taken = 0;
  /** Records admitted from the input. */
  read = 0;
  readonly ended: Record<Outcome, number> = {
    written: 0,
    failed: 0,
    filtered: 0,
    resumed: 0,
    unfinished: 0,
  };
  readonly failures = new Map<FailureKind, number>();
  /** What was said of the first one of each kind. */
  readonly firstFailures = new Map<FailureKind, string>();

  /** Those in the dead letter; `ended.failed` counts them when it is their turn. */
  failed = 0;

  fail(kind: FailureKind, message: string): void {
    this.failed += 1;
    if (!this.failures.has(kind)) this.firstFailures.set(kind, message);
    this.failures.set(kind, (this.failures.get(kind) ?? 0) + 1);
  }

  /** Every record that was read has ended in exactly one way. */
  get isConserved(): boolean {
    const { written, failed, filtered, resumed, unfinished } = this.ended;
    return this.read === written + failed + filtered + resumed + unfinished;
  }
}
