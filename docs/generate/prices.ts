import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createPriceMap, formatPriceMap } from './price-map.ts';

// node docs/generate/prices.ts MAP DATE
// Writes config/model_prices.json from a copy of LiteLLM's model_prices_and_context_window.json of that date, and
// from the prices in @pydantic/genai-prices.

const [map, date] = process.argv.slice(2);
if (map === undefined || !/^\d{4}-\d\d-\d\d$/.test(date ?? '')) {
  console.error('usage: node docs/generate/prices.ts MAP DATE');
  process.exitCode = 2;
} else {
  const root = resolve(import.meta.dirname, '../..');
  const made = createPriceMap(JSON.parse(readFileSync(map, 'utf8')), date ?? '');
  writeFileSync(join(root, 'config/model_prices.json'), formatPriceMap(made));
}
