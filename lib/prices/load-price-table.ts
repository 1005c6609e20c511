import { readFileSync } from 'node:fs';
import { readText } from '../config/read-text.ts';
import { ConfigError } from '../errors.ts';
import { findJsonFault, isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { PriceTable } from './price-table.ts';

/** The table in a file of LiteLLM's format. @throws UsageError, ConfigError when it is none */
export async function loadPriceTable(file: string): Promise<PriceTable> {
  const map = parseMap(file, await readText(file));
  const isTable = isJsonObject(map) && Object.values(map).some(isJsonObject);
  if (isTable) return new PriceTable(map);
  const message = "expected prices in LiteLLM's format, a mapping from models to their fields";
  throw new ConfigError([{ file, line: 1, column: 1, message }]);
}

/** The table that llm-pipe brings along. */
export function loadShippedPrices(): PriceTable {
  const file = new URL(import.meta.resolve('llm-pipe/config/model_prices.json'));
  const map: JsonObject = JSON.parse(readFileSync(file, 'utf8'));
  return new PriceTable(map);
}

/** The shortest text of a double is the price that was written, so no other digits need to be kept. */
function parseMap(file: string, text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { column, message } = findJsonFault(text);
    const before = text.slice(0, column - 1).split('\n');
    const position = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    throw new ConfigError([{ file, ...position, message }]);
  }
}
