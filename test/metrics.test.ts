import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { failureKinds } from '../lib/errors.ts';
import {
  createMetrics,
  initialisePipeline,
  initialiseUpstream,
  type Metrics,
  outcomes,
} from '../lib/metrics.ts';

const MetricsTable = suite('metrics');

const textOf = (metrics: Metrics): Promise<string> => metrics.registry.metrics();

async function samplesOf(metrics: Metrics, name: string): Promise<string[]> {
  const start = `llm_pipe_${name}{`;
  return (await textOf(metrics)).split('\n').filter((line) => line.startsWith(start));
}

MetricsTable('bear names and help as Prometheus wants them', async () => {
  const metrics = createMetrics();
  for (const { name, help, type } of await metrics.registry.getMetricsAsJSON()) {
    assert.match(name, /^llm_pipe_[a-z_]+$/);
    assert.ok(help.length > 0, name);
    assert.is(name.endsWith('_total'), String(type) === 'counter', name);
  }
});

MetricsTable('are made anew for each run', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.recordsRead.inc({ pipeline: 'p' }, 3);
  assert.equal(await samplesOf(one, 'records_read_total'), [
    'llm_pipe_records_read_total{pipeline="p"} 3',
  ]);
  assert.equal(await samplesOf(other, 'records_read_total'), []);
});

MetricsTable('of the process come only when asked for', async () => {
  const metrics = createMetrics();
  assert.not.match(await textOf(metrics), 'process_cpu_seconds_total');
  metrics.collectRuntime();
  assert.match(await textOf(metrics), 'process_cpu_seconds_total');
  metrics.registry.clear();
});

MetricsTable('of a pipeline start at 0, so that a first scrape has them all', async () => {
  const metrics = createMetrics();
  initialisePipeline(metrics, 'p', ['render', 'call']);
  assert.equal(
    await samplesOf(metrics, 'records_total'),
    outcomes.map((outcome) => `llm_pipe_records_total{pipeline="p",outcome="${outcome}"} 0`),
  );
  assert.equal(await samplesOf(metrics, 'stage_records_in_total'), [
    'llm_pipe_stage_records_in_total{pipeline="p",stage="render"} 0',
    'llm_pipe_stage_records_in_total{pipeline="p",stage="call"} 0',
  ]);
  assert.is((await samplesOf(metrics, 'stage_errors_total')).length, 2 * failureKinds.length);
});

MetricsTable('of an upstream start at 0', async () => {
  const metrics = createMetrics();
  initialiseUpstream(metrics, 'openai', 'gpt-4');
  const upstream = 'provider="openai",model="gpt-4"';
  assert.equal(await samplesOf(metrics, 'requests_total'), [
    `llm_pipe_requests_total{${upstream},status="429"} 0`,
  ]);
  assert.equal(await samplesOf(metrics, 'tokens_total'), [
    `llm_pipe_tokens_total{${upstream},type="input"} 0`,
    `llm_pipe_tokens_total{${upstream},type="output"} 0`,
  ]);
  assert.is((await samplesOf(metrics, 'rate_limited_total')).length, 5);
  assert.equal(await samplesOf(metrics, 'cost_usd_total'), [
    `llm_pipe_cost_usd_total{${upstream}} 0`,
  ]);
});

MetricsTable.run();
