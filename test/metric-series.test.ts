import { Histogram, Registry } from 'prom-client';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createCounter, createGauge, createHistogram, createWatch } from '../lib/metric-series.ts';

const MetricSeries = suite('metric series');

const named = <L extends string>(registry: Registry, name: string, ...labelNames: L[]) => ({
  registry,
  name,
  help: `About ${name}`,
  labelNames,
});

const sampleLines = async (registry: Registry): Promise<string[]> =>
  (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

MetricSeries('a counter shows each of its series at a scrape', async () => {
  const registry = new Registry();
  const counter = createCounter(named(registry, 'reads', 'file'));
  counter.inc({ file: 'a' });
  counter.inc({ file: 'a' }, 2);
  counter.labels({ file: 'b' }).inc(0);
  assert.equal(await sampleLines(registry), ['reads{file="a"} 3', 'reads{file="b"} 0']);
  counter.inc({ file: 'b' }, 0.5);
  assert.equal(await sampleLines(registry), ['reads{file="a"} 3', 'reads{file="b"} 0.5']);
  assert.match(await registry.metrics(), '# HELP reads About reads\n# TYPE reads counter\n');
});

MetricSeries('gives the same cell for the same labels', () => {
  const counter = createCounter(named(new Registry(), 'reads', 'file', 'side'));
  const cell = counter.labels({ file: 'a', side: 'b' });
  assert.is(counter.labels({ file: 'a', side: 'b' }), cell);
  assert.is.not(counter.labels({ file: 'b', side: 'a' }), cell);
});

MetricSeries('a gauge goes up and down and is set', async () => {
  const registry = new Registry();
  const gauge = createGauge(named(registry, 'open', 'file'));
  const cell = gauge.labels({ file: 'a' });
  cell.inc();
  cell.inc();
  cell.dec();
  gauge.set({ file: 'b' }, 7);
  assert.equal(await sampleLines(registry), ['open{file="a"} 1', 'open{file="b"} 7']);
  gauge.set({ file: 'a' }, -1);
  assert.equal(await sampleLines(registry), ['open{file="a"} -1', 'open{file="b"} 7']);
});

MetricSeries('a watch asks for each of its values at a scrape', async () => {
  const registry = new Registry();
  let value = 1;
  createWatch(named(registry, 'up', 'name')).watch({ name: 'a' }, () => value);
  assert.equal(await sampleLines(registry), ['up{name="a"} 1']);
  value = 0;
  assert.equal(await sampleLines(registry), ['up{name="a"} 0']);
});

MetricSeries('a histogram reads as one of prom-client with the same observations', async () => {
  const names = { name: 'seconds', help: 'Time', labelNames: ['stage'] as const };
  const bounds = [0.1, 1, 2.5];
  const theirs = new Registry();
  const standard = new Histogram({ ...names, registers: [theirs], buckets: bounds });
  const ours = new Registry();
  const histogram = createHistogram({ ...names, registry: ours, buckets: bounds });
  for (const stage of ['call', 'render "x"']) {
    for (const value of [0, 0.1, 0.1000001, 1, 2, 2.5, 2.6, 1_000]) {
      standard.observe({ stage }, value);
      histogram.labels({ stage }).observe(value);
    }
  }
  assert.is(await ours.metrics(), await theirs.metrics());
});

MetricSeries(
  'a histogram has no series before its first mention, then all of it at 0',
  async () => {
    const registry = new Registry();
    const histogram = createHistogram({ ...named(registry, 's', 'stage'), buckets: [1] });
    assert.equal(await sampleLines(registry), []);
    histogram.labels({ stage: 'a' });
    assert.equal(await sampleLines(registry), [
      's_bucket{le="1",stage="a"} 0',
      's_bucket{le="+Inf",stage="a"} 0',
      's_sum{stage="a"} 0',
      's_count{stage="a"} 0',
    ]);
  },
);

MetricSeries('registries are apart from one another', async () => {
  const [one, other] = [new Registry(), new Registry()];
  createCounter(named(one, 'reads', 'file')).inc({ file: 'a' });
  createCounter(named(other, 'reads', 'file'));
  assert.equal(await sampleLines(other), []);
});

MetricSeries.run();
