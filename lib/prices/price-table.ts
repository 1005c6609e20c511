import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { type ModelPrices, parsePrices } from './model-prices.ts';
import type { Refusal } from './quotes.ts';
import { vendorOfProvider } from './vendor-of.ts';

/** How many tokens a model takes and gives, where it is known. */
export interface TokenLimits {
  maxInputTokens: number | undefined;
  maxOutputTokens: number | undefined;
}

/** A model and what LiteLLM's format says of it. */
export interface ListedModel {
  vendor: string;
  /** As users write it: `vendor/model`. */
  name: string;
  entry: JsonObject;
}

/** What may be asked about a vendor's model. */
export interface Prices {
  models: Iterable<ListedModel>;
  /** As PriceTable.pricesOf. */
  pricesOf(vendor: string, model: string): ModelPrices | Refusal | undefined;
  limitsOf(vendor: string, model: string): TokenLimits;
  /** As PriceTable.vendorOf. */
  vendorOf(model: string): string | undefined;
}

/** Entries of LiteLLM's map that are no models. */
const noModels = new Set(['sample_spec', 'fallback_generalizations', '_about']);

/** Models with their prices and limits, by vendor, from a map in LiteLLM's format. */
export class PriceTable implements Prices {
  readonly #models = new Map<string, ListedModel>();
  /** Entries that name no provider: prices for whoever serves the model. */
  readonly #entriesOfAny = new Map<string, JsonObject>();
  /** The vendors of models that the map names without one. */
  readonly #vendors = new Map<string, string>();

  constructor(map: JsonObject) {
    for (const [key, entry] of Object.entries(map)) {
      if (isJsonObject(entry) && !noModels.has(key)) this.#add(key, entry);
    }
  }

  get models(): Iterable<ListedModel> {
    return this.#models.values();
  }

  /** The entry of a vendor's model; another vendor's model of that name is not found. */
  find(vendor: string, model: string): JsonObject | undefined {
    const prefix = vendorOfProvider(vendor);
    for (const name of spellings(model)) {
      const full = `${prefix}/${name}`;
      const entry =
        this.#models.get(full)?.entry ??
        this.#entriesOfAny.get(full) ??
        this.#entriesOfAny.get(name);
      if (entry) return entry;
    }
    return undefined;
  }

  /** Undefined where there is no entry or no price in it. Reads them anew each time. */
  pricesOf(vendor: string, model: string): ModelPrices | Refusal | undefined {
    const entry = this.find(vendor, model);
    return entry && parsePrices(entry);
  }

  limitsOf(vendor: string, model: string): TokenLimits {
    return readLimits(this.find(vendor, model) ?? {});
  }

  /** Whose a model is that is named without a vendor, such as `claude-sonnet-4-5`. */
  vendorOf(model: string): string | undefined {
    return spellings(model)
      .map((name) => this.#vendors.get(name))
      .find((vendor) => vendor !== undefined);
  }

  #add(key: string, entry: JsonObject): void {
    const { litellm_provider: provider } = entry;
    if (typeof provider !== 'string') {
      this.#entriesOfAny.set(key, entry);
      return;
    }
    const vendor = vendorOfProvider(provider);
    if (key.startsWith(`${vendor}/`)) {
      this.#models.set(key, { vendor, name: key, entry });
      return;
    }
    this.#vendors.set(key, vendor);
    const name = `${vendor}/${key}`;
    // LiteLLM, too, prefers the entry with the vendor's prefix.
    if (!this.#models.has(name)) this.#models.set(name, { vendor, name, entry });
  }
}

/** Limits of an entry; some in LiteLLM's map are no whole numbers, or 0 for what does not apply. */
export const readLimits = (entry: JsonObject): TokenLimits => ({
  maxInputTokens: readLimit(entry['max_input_tokens']),
  maxOutputTokens: readLimit(entry['max_output_tokens']),
});

const readLimit = (value: JsonValue | undefined): number | undefined =>
  typeof value === 'number' && value >= 1 ? Math.floor(value) : undefined;

/**
 * The names under which a model may stand, the exact one first: a fine-tuned model costs what others of its base do,
 * a model in a region that the map does not know what it costs elsewhere.
 */
function spellings(model: string): string[] {
  const [fineTuned] = /^ft:[^:]+(?=:)/.exec(model) ?? [];
  const elsewhere = model.replace(/^(us|us-gov|eu|apac|au|ca|jp|global)\.(?=[^.]+\.)/, '');
  return [...new Set([model, fineTuned ?? model, elsewhere])];
}
