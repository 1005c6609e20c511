import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createMetrics } from '../../lib/metrics.ts';
import { BackpressureMeter } from '../../lib/pipeline/backpressure-meter.ts';

const Meter = suite('backpressure meter');

Meter('adds up by side how long the input had to wait', async () => {
  const metrics = createMetrics();
  const meter = new BackpressureMeter(metrics, 'p');
  const secondsOf = (side: string) =>
    metrics.backpressureWait.labels({ pipeline: 'p', side }).value;
  assert.equal([secondsOf('output'), secondsOf('reorder')], [0, 0]);
  const from = performance.now();
  meter.note('output');
  await setTimeout(2);
  meter.note('output');
  meter.note('reorder');
  const output = secondsOf('output');
  assert.ok(output > 0 && output <= (performance.now() - from) / 1_000);
  await setTimeout(1);
  meter.note(undefined);
  assert.is(secondsOf('output'), output);
  assert.ok(secondsOf('reorder') > 0);
});

Meter('does not count the time in which all places are taken', async () => {
  const metrics = createMetrics();
  const meter = new BackpressureMeter(metrics, 'p');
  meter.note('stages');
  await setTimeout(1);
  meter.note(undefined);
  assert.not.match(await metrics.registry.metrics(), 'side="stages"');
});

Meter.run();
