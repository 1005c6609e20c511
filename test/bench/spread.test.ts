import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { median, ratios, showSpread } from './spread.ts';

const Spread = suite('spread of figures');

Spread('has its median in the middle, or between the two in the middle', () => {
  assert.is(median([9, 1, 5]), 5);
  assert.is(median([4, 1, 2, 9]), 3);
  assert.is(median([7]), 7);
  assert.ok(Number.isNaN(median([])));
});

Spread('shows three figures of each number', () => {
  assert.is(showSpread([1.234, 0.5, 2]), '1.23 [0.50..2.00]');
  assert.is(showSpread([12.34, 1234.5, 99.96]), '100.0 [12.3..1235]');
});

Spread('compares runs that were neighbours', () => {
  assert.equal(ratios([10, 40], [5, 10]), [2, 4]);
});

Spread.run();
