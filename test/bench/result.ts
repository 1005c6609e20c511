import { showSpread } from './spread.ts';

export type Goal = { atMost: number } | { atLeast: number };
export type Verdict = 'pass' | 'miss' | 'inconclusive';

/** What was measured for one goal, as it is shown. */
export interface Result {
  what: string;
  ours: string;
  against: string;
  /** The figures that are held against the goal, one for each run. */
  judged: readonly number[];
  goal: Goal;
  /** More that is worth knowing; it is not judged. */
  remarks: readonly string[];
}

/** A miss or a pass is one by all runs; a spread around the goal decides nothing. */
export function judge(figures: readonly number[], goal: Goal): Verdict {
  const isMet = (figure: number) =>
    'atMost' in goal ? figure <= goal.atMost : figure >= goal.atLeast;
  if (figures.every(isMet)) return 'pass';
  return figures.some(isMet) ? 'inconclusive' : 'miss';
}

/** The results as a table with a line for each, then the remarks. */
export function showResults(results: readonly Result[]): string {
  const rows = results.map(({ what, ours, against, judged, goal }) => [
    what,
    ours,
    against,
    showSpread(judged),
    'atMost' in goal ? `<= ${goal.atMost}` : `>= ${goal.atLeast}`,
    judge(judged, goal),
  ]);
  const heads = ['figure', 'llm-pipe', 'against', 'judged', 'goal', 'verdict'];
  const remarks = results.flatMap((result) => result.remarks);
  return [...layOut([heads, ...rows]), '', ...remarks].join('\n');
}

function layOut(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
