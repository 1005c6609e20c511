import { type ModelPrices, parsePrices } from '../prices/model-prices.ts';
import type { Prices } from '../prices/price-table.ts';
import { findVendor, vendors } from '../providers/index.ts';
import type { ProviderOption } from '../providers/provider.ts';
import type { Deployment } from './deployment.ts';
import { credentialsIn, type FoundTarget, findTarget } from './find-target.ts';
import { isPriceField } from './litellm-names.ts';
import { membersOf, readRules } from './parameter-rules.ts';
import type { IndexedEntry, ModelsFile, Sections } from './read-models-file.ts';
import type { ModelEntry } from './settings.ts';
import type { Warnings } from './warnings.ts';

/** Makes the deployments of a `model_list`. */
export class DeploymentLoader {
  readonly #file: ModelsFile;
  readonly #prices: Prices;
  readonly #warnings: Warnings;
  readonly #ids = new Set<string>();

  constructor(file: ModelsFile, prices: Prices, warnings: Warnings) {
    this.#file = file;
    this.#prices = prices;
    this.#warnings = warnings;
  }

  /** None when the entry cannot be used; a warning says why. */
  make({ entry, index }: IndexedEntry): Deployment[] {
    const { model_name: model, litellm_params: params, model_info: info } = entry;
    const path = ['model_list', index, 'litellm_params'];
    const { sections, env } = this.#file;
    const target = findTarget(params, env, this.#prices);
    if ('why' in target) {
      this.#warnings.leaveOut(model, [...path, target.at], target.why);
      return [];
    }
    const { options = {} } = findVendor(target.provider).provider;
    const dropsByDefault = sections.litellm_settings?.drop_params ?? false;
    const rules = readRules(params, Object.keys(options), dropsByDefault, (name, hint) =>
      this.#warnings.ignore([...path, name], hint),
    );
    const listed = this.#listedAs(target, info?.base_model);
    return [
      {
        ...target,
        id: this.#uniqueId(info?.id ?? `${model}@${target.provider}`),
        model,
        rules,
        secrets: secretsOf(target, options, rules.headers),
        maxOutputTokens: this.#prices.limitsOf(...listed).maxOutputTokens,
        timeoutMs: params.timeout ?? params.request_timeout ?? defaultTimeout(sections),
        streamTimeoutMs: params.stream_timeout,
        weight: this.#weightOf(entry),
        requestsPerMinute: rpmOf(entry),
        maxConcurrent: params.max_parallel_requests,
        prices: this.#pricesOf(entry, listed, path),
      },
    ];
  }

  /** The vendor and the name under which the price table has the model; a base model may be another vendor's. */
  #listedAs(
    { provider, upstreamModel }: FoundTarget,
    base: string | undefined,
  ): [vendor: string, model: string] {
    if (base === undefined) return [provider, upstreamModel];
    const [prefix = '', ...rest] = base.split('/');
    if (rest.length > 0 && Object.hasOwn(vendors, prefix)) return [prefix, rest.join('/')];
    const isListed = this.#prices.pricesOf(provider, base) !== undefined;
    return [isListed ? provider : (this.#prices.vendorOf(base) ?? provider), base];
  }

  /** The deployment's own, else those of the table; undefined: unknown. */
  #pricesOf(
    { litellm_params: params, model_info: info }: ModelEntry,
    listed: [vendor: string, model: string],
    path: PropertyKey[],
  ): ModelPrices | undefined {
    const given = membersOf({ ...info, ...params });
    const field = Object.keys(given).find((name) => isPriceField(name) && given[name] !== null);
    const at = [...path, field !== undefined && field in params ? field : 'model'];
    const own = parsePrices(given);
    if (!own && field !== undefined) {
      this.#warnings.add(at, 'its own prices are not used without input_cost_per_token');
    }
    const prices = own ?? this.#prices.pricesOf(...listed);
    if (!prices || !('refused' in prices)) return prices;
    this.#warnings.add(at, `the price is not used: ${prices.refused}`);
    return undefined;
  }

  /** LiteLLM: by weight where a deployment of the model has one, else by rpm. */
  #weightOf(entry: ModelEntry): number {
    const hasWeights = this.#file.entries.some(
      ({ entry: { model_name: model, litellm_params: params } }) =>
        model === entry.model_name && params.weight !== undefined,
    );
    return (hasWeights ? entry.litellm_params.weight : rpmOf(entry)) ?? 1;
  }

  #uniqueId(wanted: string): string {
    let id = wanted;
    for (let ordinal = 2; this.#ids.has(id); ordinal += 1) id = `${wanted}#${ordinal}`;
    this.#ids.add(id);
    return id;
  }
}

const rpmOf = ({ litellm_params: { rpm }, rpm: beside }: ModelEntry): number | undefined =>
  rpm ?? beside;

const defaultTimeout = ({ router_settings: routing, litellm_settings: general }: Sections) =>
  routing?.timeout ?? general?.request_timeout;

function secretsOf(
  { apiKey, options: given }: FoundTarget,
  options: Readonly<Record<string, ProviderOption>>,
  headers: Readonly<Record<string, string>>,
): string[] {
  const settings = Object.entries(given)
    .filter(([name]) => options[name]?.isSecret)
    .map(([, value]) => value);
  return [apiKey ?? '', ...settings, ...credentialsIn(headers)].filter(
    ({ length }) => length >= shortestSecret,
  );
}

/** Shorter keys protect nothing, and hiding them would garble all words. */
const shortestSecret = 4;
