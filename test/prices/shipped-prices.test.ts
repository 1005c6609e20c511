import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadShippedPrices } from '../../lib/prices/load-price-table.ts';
import { ShippedPrices } from '../../lib/prices/shipped-prices.ts';

const Shipped = suite('shipped prices');

Shipped('tell what the table tells', () => {
  const prices = new ShippedPrices();
  const table = loadShippedPrices();
  assert.equal(prices.pricesOf('openai', 'gpt-4o'), table.pricesOf('openai', 'gpt-4o'));
  assert.ok(prices.pricesOf('openai', 'gpt-4o'));
  assert.ok((prices.limitsOf('openai', 'gpt-4o').maxOutputTokens ?? 0) > 1_000);
  assert.is(prices.vendorOf('claude-sonnet-4-5'), 'anthropic');
  assert.is([...prices.models].length, [...table.models].length);
});

Shipped('know nothing of a server of your own', () => {
  const prices = new ShippedPrices();
  for (const vendor of ['openai_compatible', 'simulator']) {
    assert.is(prices.pricesOf(vendor, 'gpt-4o'), undefined);
    assert.is(prices.limitsOf(vendor, 'gpt-4o').maxOutputTokens, undefined);
  }
});

Shipped.run();
