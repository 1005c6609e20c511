import { suggest } from '../config/suggest.ts';
import { UsageError } from '../errors.ts';
import { loadPriceTable, loadShippedPrices } from '../prices/load-price-table.ts';
import { parsePrices } from '../prices/model-prices.ts';
import { type ListedModel, readLimits } from '../prices/price-table.ts';
import { usdPerMillion } from '../prices/usd-per-million.ts';
import { vendorOfProvider } from '../prices/vendor-of.ts';
import type { ExitCode } from './exit-code.ts';
import { formatColumns } from './format-columns.ts';
import { writeStdout } from './write-stdout.ts';

export interface ModelsOptions {
  provider: string | undefined;
  /** A table in place of the shipped one. */
  prices: string | undefined;
  /** An object per line in place of a table. */
  isJson: boolean;
}

/** Lists models with their limits and prices, by name. @throws UsageError, ConfigError, StopError */
export async function modelsCommand(options: ModelsOptions): Promise<ExitCode> {
  const { provider, prices, isJson } = options;
  const table = prices === undefined ? loadShippedPrices() : await loadPriceTable(prices);
  const rows = modelsOf([...table.models], provider)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(describe);
  await writeStdout(isJson ? rows.map(toJsonLine).join('') : formatTable(rows));
  return 0;
}

function modelsOf(models: readonly ListedModel[], provider: string | undefined): ListedModel[] {
  if (provider === undefined) return [...models];
  const wanted = vendorOfProvider(provider);
  const found = models.filter(({ vendor }) => vendor === wanted);
  if (found.length > 0) return found;
  const vendors = [...new Set(models.map(({ vendor }) => vendor))];
  throw new UsageError(`unknown provider "${provider}"${suggest(provider, vendors)}`);
}

type Row = ReturnType<typeof describe>;

/** As JSON tells it; null is what is not known. */
function describe({ name, entry }: ListedModel) {
  const prices = parsePrices(entry);
  const { maxInputTokens, maxOutputTokens } = readLimits(entry);
  return {
    model: name,
    mode: typeof entry['mode'] === 'string' ? entry['mode'] : null,
    max_input_tokens: maxInputTokens ?? null,
    max_output_tokens: maxOutputTokens ?? null,
    usd_per_million_tokens: prices && !('refused' in prices) ? usdPerMillion(prices) : null,
    price_refused: prices && 'refused' in prices ? prices.refused : null,
  };
}

const toJsonLine = (row: Row): string => `${JSON.stringify(row)}\n`;

const head = ['MODEL', 'MODE', 'CONTEXT', 'MAX OUTPUT', 'USD/M IN', 'USD/M OUT', 'USD/M CACHED'];

const formatTable = (rows: readonly Row[]): string =>
  formatColumns([head, ...rows.map(toCells)], ['MODEL', 'MODE'].length);

function toCells(row: Row): string[] {
  const { usd_per_million_tokens: usd, price_refused: refused } = row;
  const unknown = refused === null ? '-' : 'refused';
  const prices = [usd?.input, usd?.output, usd?.cached].map((value) =>
    value === undefined ? unknown : String(Number(value.toPrecision(6))),
  );
  const limits = [row.max_input_tokens, row.max_output_tokens].map((value) => String(value ?? '-'));
  return [row.model, row.mode ?? '-', ...limits, ...prices];
}
