import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFigures, sumOf } from '../../lib/cli/figures.ts';
import { createMetrics } from '../../lib/metrics.ts';

const Figures = suite('figures');

const upstream = { provider: 'openai', model: 'm' };

async function figures() {
  const metrics = createMetrics();
  metrics.requests.inc({ ...upstream, status: '200' }, 3);
  metrics.requests.inc({ ...upstream, status: '429' }, 2);
  metrics.requests.inc({ provider: 'other', model: 'm "x"', status: '200' });
  const duration = metrics.callDuration.labels({ pipeline: 'p', stage: 's', outcome: 'success' });
  duration.observe(0.5);
  duration.observe(1);
  metrics.runDuration.set({ pipeline: 'p' }, 1.5);
  return readFigures(metrics);
}

Figures('name each series as Prometheus does, histograms by sum and count alone', async () => {
  const found = await figures();
  const call = '{pipeline="p",stage="s",outcome="success"}';
  assert.equal(
    [...found].map(([name, { value }]) => [name, value]),
    [
      ['llm_pipe_run_duration_seconds{pipeline="p"}', 1.5],
      ['llm_pipe_requests_total{provider="openai",model="m",status="200"}', 3],
      ['llm_pipe_requests_total{provider="openai",model="m",status="429"}', 2],
      ['llm_pipe_requests_total{provider="other",model="m \\"x\\"",status="200"}', 1],
      [`llm_pipe_call_duration_seconds_sum${call}`, 1.5],
      [`llm_pipe_call_duration_seconds_count${call}`, 2],
    ],
  );
});

Figures('add up over the series that have the labels asked for', async () => {
  const found = await figures();
  assert.is(sumOf(found, 'requests_total'), 6);
  assert.is(sumOf(found, 'requests_total', { status: '200' }), 4);
  assert.is(sumOf(found, 'requests_total', { status: '200', provider: 'openai' }), 3);
  assert.is(sumOf(found, 'requests_total', { status: '500' }), 0);
  assert.is(sumOf(found, 'call_duration_seconds_count'), 2);
  assert.is(sumOf(found, 'no_such_metric'), 0);
});

Figures.run();
