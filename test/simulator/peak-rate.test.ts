import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPeakRate } from '../../lib/simulator/peak-rate.ts';

const PeakRate = suite('peak rate');

const worstOf = (times: readonly number[], capacity?: number): number => {
  const rate = createPeakRate(1_000, capacity);
  for (const time of times) rate.add(time);
  return rate.worst();
};

PeakRate('is 0 without events', () => assert.is(worstOf([]), 0));

PeakRate('finds the worst window wherever it begins', () => {
  assert.is(worstOf([0, 900, 950, 1_800, 1_850, 1_899, 5_000]), 5);
});

PeakRate('counts two events a whole window apart separately', () => {
  assert.is(worstOf([0, 1_000]), 1);
  assert.is(worstOf([0, 999.9]), 2);
});

PeakRate('agrees with a plain count over many events', () => {
  const times = Array.from({ length: 3_000 }, (_, index) => index * 7 + (index % 13) * 40).sort(
    (a, b) => a - b,
  );
  const plain = times.map(
    (end) => times.filter((time) => time > end - 1_000 && time <= end).length,
  );
  assert.is(worstOf(times, 512), Math.max(...plain));
});

PeakRate('counts up to its capacity', () => {
  assert.is(worstOf(new Array(100).fill(0), 8), 8);
});

PeakRate.run();
