import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toUsd } from '../lib/usd.ts';

const Usd = suite('USD');

Usd('counts in 1e-12 USD', () => {
  assert.is(toUsd(1n), 1e-12);
  assert.is(toUsd(2_500_000_000_000n), 2.5);
  assert.is(toUsd(0n), 0);
});

Usd.run();
