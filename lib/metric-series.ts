import { Counter, Gauge, Histogram, type HistogramConfiguration, type Registry } from 'prom-client';

// prom-client looks a series up by a hash of its labels at every change: a quarter of a microsecond, twenty
// times for each record. Here hot paths hold their series as plain numbers, which are read at a scrape.

export type Labels<L extends string> = Readonly<Record<L, string>>;

export interface MetricOptions<L extends string> {
  registry: Registry;
  name: string;
  help: string;
  labelNames: readonly L[];
}

/** The series of one metric by their labels; each exists from its first mention on. */
export class Series<L extends string, C> {
  readonly #cells = new Map<string, C>();
  readonly #create: (labels: Labels<L>) => C;

  constructor(create: (labels: Labels<L>) => C) {
    this.#create = create;
  }

  get cells(): Iterable<C> {
    return this.#cells.values();
  }

  /** To be looked up once where it is used for every record. */
  labels(labels: Labels<L>): C {
    const key = JSON.stringify(labels);
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = this.#create(labels);
      this.#cells.set(key, cell);
    }
    return cell;
  }
}

/** The value of one series of a counter or gauge. */
export class Cell<L extends string = string> {
  readonly labels: Labels<L>;
  value = 0;

  constructor(labels: Labels<L>) {
    this.labels = labels;
  }

  inc(by = 1): void {
    this.value += by;
  }

  dec(): void {
    this.value -= 1;
  }
}

export class CellSeries<L extends string> extends Series<L, Cell<L>> {
  constructor() {
    super((labels) => new Cell(labels));
  }

  inc(labels: Labels<L>, by = 1): void {
    this.labels(labels).inc(by);
  }

  set(labels: Labels<L>, value: number): void {
    this.labels(labels).value = value;
  }
}

export function createCounter<L extends string>({ registry, ...names }: MetricOptions<L>) {
  const series = new CellSeries<L>();
  new Counter({
    ...names,
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, value } of series.cells) this.inc(labels, value);
    },
  });
  return series;
}

export function createGauge<L extends string>({ registry, ...names }: MetricOptions<L>) {
  const series = new CellSeries<L>();
  new Gauge({
    ...names,
    registers: [registry],
    collect() {
      for (const { labels, value } of series.cells) this.set(labels, value);
    },
  });
  return series;
}

/** A gauge whose series are read at each scrape, for what changes with time alone. */
export function createWatch<L extends string>({ registry, ...names }: MetricOptions<L>) {
  const cells: { labels: Labels<L>; readonly value: number }[] = [];
  new Gauge({
    ...names,
    registers: [registry],
    collect() {
      for (const { labels, value } of cells) this.set(labels, value);
    },
  });
  return {
    cells,
    watch(labels: Labels<L>, read: () => number): void {
      cells.push({
        labels,
        get value() {
          return read();
        },
      });
    },
  };
}

/** What one series of a histogram has observed. */
export class Observations<L extends string = string> {
  readonly labels: Labels<L>;
  /** By bucket; the last is for what is above all bounds. */
  readonly counts: number[];
  sum = 0;
  readonly #bounds: readonly number[];

  constructor(labels: Labels<L>, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.counts = new Array(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let at = 0;
    while (at < this.#bounds.length && value > (this.#bounds[at] ?? 0)) at += 1;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += value;
  }
}

export function createHistogram<L extends string>({
  registry,
  buckets,
  ...names
}: MetricOptions<L> & { buckets: readonly number[] }) {
  const series = new Series<L, Observations<L>>((labels) => new Observations(labels, buckets));
  new PlainHistogram(
    { ...names, registers: [registry], buckets: [...buckets] },
    () => series.cells,
    buckets,
  );
  return series;
}

/** Shows observations in prom-client's form, which counts each bucket with all those below it. */
class PlainHistogram<L extends string> extends Histogram<L> {
  /** Gives the form; never observes anything. */
  readonly #empty: Histogram<L>;
  readonly #cells: () => Iterable<Observations<L>>;
  readonly #name: string;
  readonly #bounds: readonly number[];

  constructor(
    config: HistogramConfiguration<L>,
    cells: () => Iterable<Observations<L>>,
    bounds: readonly number[],
  ) {
    super(config);
    this.#empty = new Histogram({ ...config, registers: [] });
    this.#cells = cells;
    this.#name = config.name;
    this.#bounds = bounds;
  }

  override async get() {
    const values = [...this.#cells()].flatMap((cell) => this.#valuesOf(cell));
    return { ...(await this.#empty.get()), values };
  }

  /** What the registry prefers to `get` for its text. */
  getForPromString() {
    return this.get();
  }

  #valuesOf({ labels, counts, sum }: Observations<L>) {
    let total = 0;
    const buckets = counts.map((count, at) => {
      total += count;
      const le = this.#bounds[at] ?? '+Inf';
      return { metricName: `${this.#name}_bucket`, labels: { le, ...labels }, value: total };
    });
    return [
      ...buckets,
      { metricName: `${this.#name}_sum`, labels, value: sum },
      { metricName: `${this.#name}_count`, labels, value: total },
    ];
  }
}
