import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../lib/json.ts';

const file = join(import.meta.dirname, '../../../shared/prices/model_prices_2026-08.json');

/** LiteLLM's map of prices, which is there in development only. */
export const hasPriceMap = existsSync(file);

/** The day of that copy. */
export const priceMapDate = '2026-08-01';

export const readPriceMap = (): JsonObject => JSON.parse(readFileSync(file, 'utf8'));
