import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digitsAt, formatDecimal, parseDecimal } from '../../lib/prices/decimal.ts';

const Decimals = suite('decimal');

const same = [
  [3e-7, '0.0000003'],
  ['3e-7', '0.0000003'],
  ['0.0000003', '0.0000003'],
  [' 2.50E-6 ', '0.0000025'],
  [0.000015000020000000002, '0.000015000020000000002'],
  [0, '0'],
  [-0, '0'],
  ['1.5e+3', '1500'],
  ['.5', '0.5'],
  ['7.', '7'],
  [1e21, '1000000000000000000000'],
] as const;

for (const [written, text] of same) {
  Decimals(`reads ${JSON.stringify(written)} exactly`, () => {
    const decimal = parseDecimal(written);
    assert.ok(decimal);
    assert.is(formatDecimal(decimal), text);
  });
}

for (const value of [-1, '-1', 'x', '', '.', 'e5', '1e', Number.NaN, Infinity, true, null, [1]]) {
  Decimals(`knows that ${JSON.stringify(value) ?? value} is no price`, () => {
    assert.is(parseDecimal(value), undefined);
  });
}

Decimals('gives its digits at a finer scale', () => {
  assert.is(digitsAt({ digits: 25n, scale: 1 }, 4), 25_000n);
});

Decimals.run();
