import { loadShippedPrices } from './load-price-table.ts';
import type { ModelPrices } from './model-prices.ts';
import type { ListedModel, Prices, PriceTable, TokenLimits } from './price-table.ts';
import type { Refusal } from './quotes.ts';

/** Servers of one's own, of whose models the table knows nothing. */
const unlisted: ReadonlySet<string> = new Set(['openai_compatible', 'simulator']);

/** The table that llm-pipe brings along, loaded when something is looked up that may stand in it. */
export class ShippedPrices implements Prices {
  #loaded: PriceTable | undefined;

  get #table(): PriceTable {
    this.#loaded ??= loadShippedPrices();
    return this.#loaded;
  }

  get models(): Iterable<ListedModel> {
    return this.#table.models;
  }

  pricesOf(vendor: string, model: string): ModelPrices | Refusal | undefined {
    return unlisted.has(vendor) ? undefined : this.#table.pricesOf(vendor, model);
  }

  limitsOf(vendor: string, model: string): TokenLimits {
    const unknown = { maxInputTokens: undefined, maxOutputTokens: undefined };
    return unlisted.has(vendor) ? unknown : this.#table.limitsOf(vendor, model);
  }

  vendorOf(model: string): string | undefined {
    return this.#table.vendorOf(model);
  }
}
