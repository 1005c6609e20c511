import { type ModelPrices, parsePrices } from '../prices/model-prices.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { findVendor, vendors } from '../providers/index.ts';
import type { ProviderOption } from '../providers/provider.ts';
import type { Deployment } from './deployment.ts';
import { type FoundTarget, findTarget } from './find-target.ts';
import { isPriceField } from './litellm-names.ts';
import { membersOf, readRules } from './parameter-rules.ts';
import type { IndexedEntry, ModelsFile, Sections } from './read-models-file.ts';
import type { ModelEntry } from './settings.ts';
import type { Warnings } from './warnings.ts';

/** Makes the deployments of a `model_list`. */
export class DeploymentLoader {
  readonly #file: ModelsFile;
  readonly #prices: PriceTable;
  readonly #warnings: Warnings;
  readonly #ids = new Set<string>();

  constructor(file: ModelsFile, prices: PriceTable, warnings: Warnings) {
    this.#file = file;
    this.#prices = prices;
    this.#warnings = warnings;
  }

  /** None when the entry cannot be used; a warning says why. */
  make({ entry, index }: IndexedEntry): Deployment[] {
    const { model_name: model, litellm_params: params, model_info: info } = entry;
    const path = ['model_list', index, 'litellm_params'];
    const { sections, env } = this.#file;
    const target = findTarget(params, env, (name) => this.#prices.vendorOf(name));
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
    const isListed = this.#prices.find(provider, base) !== undefined;
    return [isListed ? provider : (this.#prices.vendorOf(base) ?? provider), base];
  }

  /** The deployment's own, else those of the table; undefined: unknown. */
  #pricesOf(
    { litellm_params: params, model_info: info }: ModelEntry,
    listed: [vendor: string, model: string],
    path: PropertyKey[],
  ): ModelPrices | undefined {
    const own = membersOf({ ...info, ...params });
    const given = Object.keys(own).find((name) => isPriceField(name) && own[name] !== null);
    const at = given !== undefined && given in params ? given : 'model';
    const prices = given === undefined ? this.#prices.pricesOf(...listed) : parsePrices(own);
    if (prices && !('refused' in prices)) return prices;
    if (prices) this.#warnings.add([...path, at], `the price is not used: ${prices.refused}`);
    else if (given !== undefined) {
      const why = `"${given}" is not used without an input_cost_per_token; the cost is unknown`;
      this.#warnings.add([...path, at], why);
    }
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
  const settings = Object.entries(given).filter(([name]) => options[name]?.isSecret);
  const credentials = Object.entries(headers).filter(([name]) => secretHeader.test(name));
  return [apiKey ?? '', ...[...settings, ...credentials].map(([, value]) => value)].filter(
    (secret) => secret !== '',
  );
}

const secretHeader = /auth|cookie|key|secret|token/i;
