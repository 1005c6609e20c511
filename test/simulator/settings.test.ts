import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { simulatorSchema } from '../../lib/simulator/settings.ts';

const Settings = suite('simulator settings');

Settings('are complete without a single key', () => {
  const { seed, reply, latency, limits, faults } = simulatorSchema.parse({});
  assert.equal(
    { seed, reply, latency, limits },
    { seed: 0, reply: { rules: [] }, latency: 0, limits: {} },
  );
  assert.is(faults.retry_after, 1_000);
  assert.is(faults['429'], 0);
});

Settings('read latencies as milliseconds', () => {
  assert.is(simulatorSchema.parse({ latency: '20ms' }).latency, 20);
  const { latency } = simulatorSchema.parse({ latency: { mean: '2s', sigma: 0.5 } });
  assert.equal(latency, { mean: 2_000, sigma: 0.5 });
});

Settings('refuse rates that add up to more than 1', () => {
  assert.ok(simulatorSchema.safeParse({ faults: { '429': 0.7, hang: 0.2, empty: 0.1 } }).success);
  const result = simulatorSchema.safeParse({ faults: { '429': 0.7, hang: 0.4 } });
  assert.match(result.error?.message ?? '', 'add up to more than 1');
});

for (const input of [
  { unknown: 1 },
  { limits: { concurrency: 0 } },
  { limits: { requests_per_second: 0 } },
  { faults: { '429': 1.5 } },
  { faults: { overload: 0.5 } },
  { latency: '20' },
  { seed: -1 },
  { seed: 2 ** 32 },
]) {
  Settings(`refuse ${JSON.stringify(input)}`, () => {
    assert.not(simulatorSchema.safeParse(input).success);
  });
}

Settings('describe each of their keys', () => {
  const json = JSON.stringify(z.toJSONSchema(simulatorSchema, { io: 'input' }));
  const { properties } = JSON.parse(json);
  for (const key of ['seed', 'reply', 'latency', 'limits', 'faults']) {
    assert.ok(properties[key].description, key);
  }
});

Settings.run();
