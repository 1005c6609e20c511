/** When failed records end a run. */
export interface HaltCondition {
  /** Whether the calls under way are given up or finished. */
  when: 'now' | 'soon';
  /** Failed records, or their percentage of all records that have ended. */
  failures: { count: number } | { percent: number };
  /** As the user wrote it. */
  text: string;
}

/** So that the first record alone does not make 100 %. */
const leastForPercent = 3;

/** Why the run is to end; undefined: it goes on. */
export function haltReason(
  { failures, text }: HaltCondition,
  failed: number,
  ended: number,
): string | undefined {
  const isMet =
    'count' in failures
      ? failed >= failures.count
      : failed >= leastForPercent && failed * 100 >= failures.percent * ended;
  return isMet ? `${failed} of ${ended} records failed (--halt ${text})` : undefined;
}
