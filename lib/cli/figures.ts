import type { Metrics } from '../metrics.ts';

/** Every series of the metrics as one number by its name and labels; histograms as sum and count. */
export type Figures = ReadonlyMap<string, { name: string; labels: Labels; value: number }>;
type Labels = Readonly<Record<string, string | number | undefined>>;

export async function readFigures(metrics: Metrics): Promise<Figures> {
  const figures = new Map<string, { name: string; labels: Labels; value: number }>();
  for (const metric of await metrics.registry.getMetricsAsJSON()) {
    for (const { labels, value, ...rest } of metric.values) {
      const name = 'metricName' in rest && rest.metricName ? String(rest.metricName) : metric.name;
      if (!name.endsWith('_bucket'))
        figures.set(name + formatLabels(labels), { name, labels, value });
    }
  }
  return figures;
}

const formatLabels = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}=${JSON.stringify(`${value}`)}`,
  );
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
};

/** The sum over all series of a metric that have these labels. */
export function sumOf(figures: Figures, name: string, labels: Labels = {}): number {
  let sum = 0;
  for (const figure of figures.values()) {
    const isMeant = Object.entries(labels).every(
      ([label, value]) => figure.labels[label] === value,
    );
    if (figure.name === `llm_pipe_${name}` && isMeant) sum += figure.value;
  }
  return sum;
}
