import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { simulatorSchema } from '../../lib/simulator/settings.ts';

const Settings = suite('simulator settings');

Settings('are complete without a single key', () => {
  const { faults, ...others } = simulatorSchema.parse({});
  assert.equal(others, {
    seed: 0,
    dialect: 'openai',
    reply: { rules: [] },
    latency: 0,
    limits: { window: 'bucket', changes: [] },
    schedule: [],
  });
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
  { limits: { concurrency: -1 } },
  { limits: { concurrency: 1.5 } },
  { limits: { requests_per_second: -1 } },
  { limits: { tokens_per_minute: -1 } },
  { limits: { window: 'sliding' } },
  { limits: { changes: [{ requests_per_second: 1 }] } },
  { headers: 'other' },
  { faults: { '429': 1.5 } },
  { faults: { overload: 0.5 } },
  { latency: '20' },
  { schedule: [{ at: '1s', fault: '503' }] },
  { schedule: [{ at: '1s', for: '1s', fault: 'overload' }] },
  { schedule: [{ at: '1s', for: '1s', fault: '503', rate: 2 }] },
  { seed: -1 },
  { seed: 2 ** 32 },
]) {
  Settings(`refuse ${JSON.stringify(input)}`, () => {
    assert.not(simulatorSchema.safeParse(input).success);
  });
}

Settings('refuse a rate of refused connections', () => {
  const entry = { at: '1s', for: '1s', fault: 'refuse' };
  assert.ok(simulatorSchema.safeParse({ schedule: [entry] }).success);
  const result = simulatorSchema.safeParse({ schedule: [{ ...entry, rate: 0.5 }] });
  assert.match(result.error?.message ?? '', 'leave the rate out');
});

Settings('describe each of their keys', () => {
  const json = JSON.stringify(z.toJSONSchema(simulatorSchema, { io: 'input' }));
  const { properties } = JSON.parse(json);
  for (const [key, property] of Object.entries<{ description?: string }>(properties)) {
    assert.ok(property.description, key);
  }
});

Settings.run();
