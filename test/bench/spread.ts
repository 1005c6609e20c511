/** The middle of some figures; the mean of the two in the middle of an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const above = sorted.length >> 1;
  const below = (sorted.length - 1) >> 1;
  return ((sorted[below] ?? NaN) + (sorted[above] ?? NaN)) / 2;
}

/** Those of neighbouring runs, which had the same load beside them. */
export const ratios = (ours: readonly number[], theirs: readonly number[]): number[] =>
  ours.map((value, run) => value / (theirs[run] ?? NaN));

/** `MEDIAN [LEAST..MOST]` */
export function showSpread(values: readonly number[]): string {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map(
    show,
  );
  return `${middle} [${least}..${most}]`;
}

/** Three figures are all that a measurement is worth. */
const show = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
