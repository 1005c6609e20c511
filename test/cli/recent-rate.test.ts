import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecentRate } from '../../lib/cli/recent-rate.ts';

const Rate = suite('recent rate');

Rate('counts from the start as long as that is recent', () => {
  const rate = new RecentRate(1_000);
  assert.is(rate.at(1_000, 0), 0);
  assert.is(rate.at(3_000, 8), 4);
  rate.note(2_000, 4);
  assert.is(rate.at(5_000, 8), 2);
});

Rate('forgets what is older than half a minute', () => {
  const rate = new RecentRate(0);
  for (let second = 1; second <= 60; second += 1) rate.note(second * 1_000, 100);
  assert.is(rate.at(60_000, 100), 0);
  assert.is(rate.at(60_000, 160), 2);
});

Rate('looks further back where there were no looks in between', () => {
  const rate = new RecentRate(0);
  rate.note(60_000, 60);
  assert.is(rate.at(120_000, 240), 3);
  rate.note(120_000, 240);
  assert.is(rate.at(180_000, 240), 0);
});

Rate.run();
