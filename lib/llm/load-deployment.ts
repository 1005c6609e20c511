import { type Environment, resolveReferences } from '../config/environment.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { type ModelPrices, parsePrices } from '../prices/model-prices.ts';
import type { Prices } from '../prices/price-table.ts';
import { addressOf, firstSet, type Vendor, vendors } from '../providers/index.ts';
import type { Target } from '../providers/provider.ts';
import { vendorOfAddress } from '../providers/vendor-address.ts';
import { type ParameterRules, readHeaders } from '../providers/write-request.ts';
import type { Deployment } from './deployment.ts';
import { findMissing } from './find-missing.ts';
import { isPriceField, knownParams, reasonToIgnore } from './litellm-params.ts';
import { type Naming, type Place, resolveModel } from './resolve-model.ts';
import type { ModelEntry, ModelsFile } from './settings.ts';

/** Tells of something at a place of the file. */
export type Warn = (path: PropertyKey[], message: string, atKey?: boolean) => void;

/** Makes the deployments of a `model_list`. */
export class DeploymentLoader {
  readonly #file: ModelsFile;
  readonly #env: Environment;
  readonly #prices: Prices;
  readonly #warn: Warn;
  readonly #ids = new Set<string>();

  constructor(file: ModelsFile, env: Environment, prices: Prices, warn: Warn) {
    this.#file = file;
    this.#env = env;
    this.#prices = prices;
    this.#warn = warn;
  }

  /** None when the entry cannot be used; the last warning says why. */
  make(entry: ModelEntry, index: number): Deployment[] {
    const path = ['model_list', index, 'litellm_params'];
    const params = this.#resolveAll(path, entry.litellm_params);
    if (!params) return [];
    const { api_base: base, custom_llm_provider: provider } = params;
    const name = String(params['model']);
    const place = resolveModel(
      name,
      { address: base, vendor: provider },
      this.#naming(membersOf(params)),
    );
    if ('problem' in place) {
      const at = provider === undefined ? 'model' : 'custom_llm_provider';
      return this.#leaveOut([...path, at], place.problem);
    }
    const vendor = vendors[place.vendor];
    if (!vendor) return this.#leaveOut([...path, 'model'], `no provider "${place.vendor}"`);
    return this.#place(entry, path, params, place, vendor);
  }

  #place(
    entry: ModelEntry,
    path: PropertyKey[],
    params: ModelEntry['litellm_params'],
    { vendor: provider, upstreamModel }: Place,
    vendor: Vendor,
  ): Deployment[] {
    const options = this.#optionsOf(membersOf(params), vendor);
    const base = params.api_base ?? addressOf(vendor, this.#env, options, upstreamModel);
    if (base !== undefined && !/^https?:$/.test(URL.parse(base)?.protocol ?? '')) {
      const at = params.api_base === undefined ? 'model' : 'api_base';
      const why = `expected an address such as http://host:8000/v1, got "${base}"`;
      return this.#leaveOut([...path, at], why);
    }
    const known = entry.model_info?.base_model ?? upstreamModel;
    const target = {
      baseUrl: (base ?? '').replace(/\/+$/, ''),
      apiKey: params.api_key || firstSet(vendor.keyVariables, this.#env),
      upstreamModel,
      options,
      maxOutputTokens: this.#prices.limitsOf(provider, known).maxOutputTokens,
    };
    const hasCredentials = credentialsIn(params.extra_headers).length > 0;
    // The address of the simulator is told once it runs.
    const missing =
      provider === 'simulator' ? undefined : findMissing(target, vendor, hasCredentials, this.#env);
    if (missing) return this.#leaveOut([...path, 'model'], `"${params.model}" needs ${missing}`);
    return [
      {
        ...target,
        id: this.#uniqueId(entry.model_info?.id ?? `${entry.model_name}@${provider}`),
        model: entry.model_name,
        provider,
        rules: this.#rulesOf(path, membersOf(params), vendor),
        secrets: secretsOf(target, vendor, params.extra_headers),
        timeoutMs: params.timeout ?? this.#defaultTimeout(),
        streamTimeoutMs: params.stream_timeout,
        weight: this.#weightOf(entry),
        requestsPerMinute: params.rpm,
        maxConcurrent: params.max_parallel_requests,
        prices: this.#pricesOf(entry, path, provider, known),
      },
    ];
  }

  /** With the values of the environment in the place of references to it; undefined where one is not set. */
  #resolveAll(
    path: PropertyKey[],
    params: ModelEntry['litellm_params'],
  ): ModelEntry['litellm_params'] | undefined {
    const resolved = { ...params };
    let isWhole = true;
    for (const [name, value] of Object.entries(params)) {
      if (typeof value !== 'string') continue;
      const found = resolveReferences(value, this.#env);
      if ('text' in found) Object.assign(resolved, { [name]: found.text });
      else {
        this.#leaveOut([...path, name], `environment variable ${found.unset} is not set`);
        isWhole = false;
      }
    }
    return isWhole ? resolved : undefined;
  }

  #naming(params: JsonObject): Naming {
    return {
      vendors: new Set(Object.keys(vendors)),
      vendorOfAddress,
      vendorOfModel: (model) => this.#prices.vendorOf(model),
      models: () => Array.from(this.#prices.models, ({ name }) => name),
      prefersAiStudio: prefersAiStudio(params, this.#env),
    };
  }

  /** The provider's own settings, from the configuration or the environment. */
  #optionsOf(params: JsonObject, { provider }: Vendor): Record<string, string> {
    const options: Record<string, string> = {};
    for (const [name, { variables }] of Object.entries(provider.options ?? {})) {
      const given = params[name];
      const value = given === undefined || given === null ? undefined : textOf(given);
      const found = value ?? firstSet(variables, this.#env);
      if (found) options[name] = found;
    }
    return options;
  }

  /** What is no setting is a parameter of every request, as in LiteLLM. */
  #rulesOf(path: PropertyKey[], params: JsonObject, { provider }: Vendor): ParameterRules {
    const options = Object.keys(provider.options ?? {});
    const defaults: JsonObject = {};
    for (const [name, value] of Object.entries(params)) {
      if (knownParams.has(name) || options.includes(name) || isPriceField(name)) continue;
      const reason = reasonToIgnore(name, options);
      if (reason) this.#warn([...path, name], `"${name}" is ignored, ${reason}`, true);
      else defaults[name] = value;
    }
    const { drop_params: drops, additional_drop_params: names, extra_body: body } = params;
    return {
      defaults,
      dropUnsupported: Boolean(drops ?? this.#file.litellm_settings?.drop_params),
      drop: Array.isArray(names) ? names.map(String) : [],
      headers: readHeaders(params['extra_headers']),
      body: isJsonObject(body) ? body : {},
    };
  }

  /** The deployment's own, else those of the table; undefined: unknown. */
  #pricesOf(
    entry: ModelEntry,
    path: PropertyKey[],
    provider: string,
    model: string,
  ): ModelPrices | undefined {
    const given = membersOf({ ...entry.model_info, ...entry.litellm_params });
    const own = parsePrices(given);
    if (!own && Object.keys(given).some(isPriceField)) {
      this.#warn([...path, 'model'], 'its own prices are not used without input_cost_per_token');
    }
    const prices = own ?? this.#prices.pricesOf(provider, model);
    if (!prices || !('refused' in prices)) return prices;
    this.#warn([...path, 'model'], `the price is not used: ${prices.refused}`);
    return undefined;
  }

  /** LiteLLM: by weight where a deployment of the model has one, else by rpm. */
  #weightOf({ model_name: model, litellm_params: { weight, rpm } }: ModelEntry): number {
    const hasWeights = this.#file.model_list.some(
      (other) => other.model_name === model && other.litellm_params.weight !== undefined,
    );
    return (hasWeights ? weight : rpm) ?? 1;
  }

  #defaultTimeout(): number | undefined {
    return this.#file.router_settings?.timeout ?? this.#file.litellm_settings?.request_timeout;
  }

  #uniqueId(wanted: string): string {
    let id = wanted;
    for (let ordinal = 2; this.#ids.has(id); ordinal += 1) id = `${wanted}#${ordinal}`;
    this.#ids.add(id);
    return id;
  }

  #leaveOut(path: PropertyKey[], why: string): [] {
    this.#warn(path, `${why}${why.endsWith('?') ? ' The' : '; the'} deployment is left out`);
    return [];
  }
}

/** What YAML holds is JSON. */
const membersOf = (value: object): JsonObject => (isJsonObject(value) ? value : {});

function secretsOf(
  { apiKey, options }: Target,
  { provider }: Vendor,
  headers: Headers | undefined,
): string[] {
  const settings = Object.entries(options)
    .filter(([name]) => provider.options?.[name]?.isSecret)
    .map(([, value]) => value);
  return [apiKey ?? '', ...settings, ...credentialsIn(headers)].filter(
    ({ length }) => length >= shortestSecret,
  );
}

/** Shorter keys protect nothing, and hiding them would garble all words. */
const shortestSecret = 4;

type Headers = Readonly<Record<string, string>>;

const credentialsIn = (headers: Headers = {}): string[] =>
  Object.entries(headers)
    .filter(([name]) => secretHeader.test(name))
    .map(([, value]) => value);

const secretHeader = /auth|cookie|key|secret|token/i;

const textOf = (value: JsonValue): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Signs of a project in Google's cloud, where Gemini is Vertex AI's. */
const cloudVariables = [
  'GOOGLE_APPLICATION_CREDENTIALS',
  'GOOGLE_CLOUD_PROJECT',
  'VERTEXAI_PROJECT',
  'VERTEX_PROJECT',
];

function prefersAiStudio(params: JsonObject, env: Environment): boolean {
  const hasKey = params['api_key'] !== undefined || firstSet(studioKeys, env) !== undefined;
  const hasProject = Object.keys(params).some((name) => name.startsWith('vertex_'));
  return hasKey && !hasProject && firstSet(cloudVariables, env) === undefined;
}

const studioKeys = ['GEMINI_API_KEY', 'GOOGLE_API_KEY'];
