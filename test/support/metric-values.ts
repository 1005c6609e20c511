import type { Labels, Series } from '../../lib/metric-series.ts';

/** The values other than 0 of a counter or gauge, by their labels in a row. */
export const valuesOf = <L extends string>(series: {
  cells: Iterable<{ labels: Labels<L>; value: number }>;
}): Record<string, number> =>
  Object.fromEntries(
    [...series.cells]
      .filter(({ value }) => value !== 0)
      .map(({ labels, value }) => [Object.values(labels).join(' '), value]),
  );

interface Observed {
  labels: Readonly<Record<string, string>>;
  counts: readonly number[];
}

/** How often a histogram has observed something, by its labels in a row. */
export const observationsOf = <L extends string>(
  series: Series<L, Observed>,
): Record<string, number> =>
  Object.fromEntries(
    [...series.cells]
      .map(({ labels, counts }) => ({
        name: Object.values(labels).join(' '),
        count: counts.reduce((sum, each) => sum + each, 0),
      }))
      .filter(({ count }) => count > 0)
      .map(({ name, count }) => [name, count]),
  );
