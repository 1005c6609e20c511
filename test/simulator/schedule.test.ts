import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planOutages } from '../../lib/simulator/schedule.ts';
import { simulatorSchema } from '../../lib/simulator/settings.ts';
import type { Input } from './with-simulator.ts';

const Schedule = suite('simulated schedule');

const outagesOf = (schedule: Input['schedule']) =>
  planOutages(simulatorSchema.parse({ schedule }).schedule);

Schedule('has the outages in order, and nothing else', () => {
  const outages = outagesOf([
    { at: '20s', for: '5s', fault: 'refuse' },
    { at: '0s', for: '1m', fault: '503' },
    { at: '5s', for: '5s', fault: 'refuse' },
  ]);
  assert.equal(outages, [
    { startMs: 5_000, endMs: 10_000 },
    { startMs: 20_000, endMs: 25_000 },
  ]);
});

Schedule('joins outages that overlap or touch', () => {
  const outages = outagesOf([
    { at: '0s', for: '10s', fault: 'refuse' },
    { at: '2s', for: '3s', fault: 'refuse' },
    { at: '9s', for: '3s', fault: 'refuse' },
    { at: '12s', for: '1s', fault: 'refuse' },
    { at: '14s', for: '1s', fault: 'refuse' },
  ]);
  assert.equal(outages, [
    { startMs: 0, endMs: 13_000 },
    { startMs: 14_000, endMs: 15_000 },
  ]);
});

Schedule.run();
