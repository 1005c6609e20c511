import { checkShape } from '../config/check-shape.ts';
import { resolveReferences } from '../config/environment.ts';
import { suggest } from '../config/suggest.ts';
import type { YamlFile } from '../config/yaml-file.ts';
import { formatProblem } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import { unsupportedVendors, vendors } from '../providers/index.ts';
import { noRules } from '../providers/write-request.ts';
import type { Deployment } from './deployment.ts';
import { type ModelEntry, type ModelsFile, modelsSchema } from './settings.ts';

/** What a configuration says about models. */
export interface Models {
  deployments: readonly Deployment[];
  /** The models to try after this one, in order. */
  fallbacksOf(model: string): readonly string[];
  /** Retries of the same model; undefined: the default. */
  retries: number | undefined;
  /** What was ignored or left out, one line each with its position. */
  warnings: readonly string[];
  /** Models that have no deployment left, with the reason for the last of them. */
  leftOut: ReadonlyMap<string, string>;
}

/** For pipelines that make no calls. */
export const noModels: Models = {
  deployments: [],
  fallbacksOf: () => [],
  retries: undefined,
  warnings: [],
  leftOut: new Map(),
};

/** Keys of other owners at the top level, which are not ours to warn about. */
const foreignSections = new Set(['general_settings', 'environment_variables', 'simulator', 'name']);

/** Reads `model_list` and the settings around it. @throws ConfigError */
export function loadModels(yaml: YamlFile, env: NodeJS.ProcessEnv): Models {
  const file = checkShape(yaml, modelsSchema);
  const loader = new Loader(yaml, file, env);
  const deployments = file.model_list.flatMap((entry, index) => loader.deployment(entry, index));
  const known = new Set(deployments.map(({ model }) => model));
  const fallbacksOf = loader.fallbacks(known);
  const settings = { ...file.litellm_settings, ...file.router_settings };
  const { warnings, leftOut } = loader;
  for (const model of known) leftOut.delete(model);
  return { deployments, fallbacksOf, retries: settings.num_retries, warnings, leftOut };
}

/** The models of a pipeline file that brings its own `model_list`. @throws ConfigError */
export function loadInlineModels(yaml: YamlFile, env: NodeJS.ProcessEnv): Models {
  const { model_list: modelList } = isJsonObject(yaml.value) ? yaml.value : {};
  return loadModels({ ...yaml, value: { model_list: modelList } }, env);
}

class Loader {
  readonly warnings: string[] = [];
  /** Models of entries that cannot be used, with the last reason. */
  readonly leftOut = new Map<string, string>();
  readonly #yaml: YamlFile;
  readonly #file: ModelsFile;
  readonly #env: NodeJS.ProcessEnv;
  readonly #ids = new Set<string>();

  constructor(yaml: YamlFile, file: ModelsFile, env: NodeJS.ProcessEnv) {
    this.#yaml = yaml;
    this.#file = file;
    this.#env = env;
    this.#warnOfUnknown([], file, [...Object.keys(modelsSchema.shape), ...foreignSections]);
    for (const section of ['router_settings', 'litellm_settings'] as const) {
      const known = Object.keys(modelsSchema.shape[section].unwrap().shape);
      this.#warnOfUnknown([section], file[section] ?? {}, known);
    }
  }

  /** None when the entry cannot be used; a warning says why. */
  deployment(entry: ModelEntry, index: number): Deployment[] {
    const made = this.#make(entry, index);
    if (made.length === 0) this.leftOut.set(entry.model_name, this.warnings.at(-1) ?? '');
    return made;
  }

  #make(entry: ModelEntry, index: number): Deployment[] {
    const path = ['model_list', index];
    const paramsPath = [...path, 'litellm_params'];
    const { litellm_params: params, model_name: model } = entry;
    const shape = modelsSchema.shape.model_list.element.shape;
    this.#warnOfUnknown(path, entry, Object.keys(shape));
    this.#warnOfUnknown(paramsPath, params, Object.keys(shape.litellm_params.shape));

    const upstream = this.#resolve(paramsPath, 'model', params.model);
    const base = this.#resolve(paramsPath, 'api_base', params.api_base);
    const key = this.#resolve(paramsPath, 'api_key', params.api_key);
    if (upstream === unset || base === unset || key === unset || upstream === undefined) return [];
    const place = this.#place(paramsPath, upstream, base);
    if (!place) return [];

    const vendorKey = vendors[place.provider]?.keyVariable;
    const { input_cost_per_token: input, output_cost_per_token: output } = params;
    return [
      {
        id: this.#uniqueId(entry.model_info?.id ?? `${model}@${place.provider}`),
        model,
        ...place,
        options: {},
        maxOutputTokens: undefined,
        rules: noRules,
        apiKey: key || (vendorKey && this.#env[vendorKey]) || undefined,
        timeoutMs: params.timeout ?? this.#defaultTimeout(),
        streamTimeoutMs: params.stream_timeout,
        weight: this.#weightOf(entry),
        requestsPerMinute: params.rpm,
        maxConcurrent: params.max_parallel_requests,
        price:
          input === undefined && output === undefined
            ? undefined
            : { input: input ?? 0, output: output ?? 0 },
      },
    ];
  }

  /** Both of LiteLLM's shapes, and a plain list, which means the fallbacks of every model. */
  fallbacks(known: ReadonlySet<string>): (model: string) => readonly string[] {
    const section = this.#file.router_settings?.fallbacks ? 'router_settings' : 'litellm_settings';
    const path = [section, 'fallbacks'];
    const byModel = new Map<string, readonly string[]>();
    const general: string[] = [];
    for (const [index, entry] of (this.#file[section]?.fallbacks ?? []).entries()) {
      if (typeof entry === 'string')
        general.push(...this.#existing([...path, index], [entry], known));
      else {
        for (const [model, names] of Object.entries(entry)) {
          byModel.set(model, this.#existing([...path, index, model], names, known));
        }
      }
    }
    if (general.length > 0) {
      this.#warn(
        path,
        `a plain list is taken as the fallbacks of every model; write [{ MODEL: [${general.join(', ')}] }] to name one`,
      );
    }
    return (model) => (byModel.get(model) ?? general).filter((name) => name !== model);
  }

  #existing(path: PropertyKey[], names: readonly string[], known: ReadonlySet<string>): string[] {
    return names.filter((name) => {
      if (known.has(name)) return true;
      this.#warn(path, `the fallback "${name}" has no deployment and is skipped`);
      return false;
    });
  }

  #place(path: PropertyKey[], name: string, base: string | undefined) {
    const slash = name.indexOf('/');
    const prefix = slash < 0 ? '' : name.slice(0, slash);
    if (unsupportedVendors.has(prefix)) {
      this.#warn(
        [...path, 'model'],
        `provider "${prefix}" is not supported yet; the deployment is left out`,
      );
      return undefined;
    }
    const vendor = vendors[prefix];
    const upstreamModel = vendor ? name.slice(slash + 1) : name;
    if (prefix === 'simulator') return { provider: prefix, upstreamModel, baseUrl: '' };
    if (base !== undefined && !/^https?:$/.test(URL.parse(base)?.protocol ?? '')) {
      this.#warn(
        [...path, 'api_base'],
        'expected an address such as http://host:8000/v1; the deployment is left out',
      );
      return undefined;
    }
    if (base !== undefined) {
      return { provider: 'openai_compatible', upstreamModel, baseUrl: base.replace(/\/+$/, '') };
    }
    const isOpenai = prefix === 'openai' || /^(gpt-|chatgpt-|o[1-9])/.test(name);
    const baseUrl = isOpenai ? vendors['openai']?.baseUrl : undefined;
    if (baseUrl) return { provider: 'openai', upstreamModel, baseUrl };
    this.#warn([...path, 'model'], `"${name}" needs an api_base; the deployment is left out`);
    return undefined;
  }

  #resolve(
    path: PropertyKey[],
    name: string,
    text: string | undefined,
  ): string | undefined | typeof unset {
    if (text === undefined) return undefined;
    const resolved = resolveReferences(text, this.#env);
    if ('text' in resolved) return resolved.text;
    this.#warn(
      [...path, name],
      `environment variable ${resolved.unset} is not set; the deployment is left out`,
    );
    return unset;
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

  #warnOfUnknown(path: PropertyKey[], object: object, known: readonly string[]): void {
    for (const key of Object.keys(object)) {
      if (!known.includes(key)) {
        const hint = suggest(key, known) || ', it is not supported yet';
        this.#warn([...path, key], `"${key}" is ignored${hint}`, true);
      }
    }
  }

  #warn(path: PropertyKey[], message: string, atKey = false): void {
    const position = atKey ? this.#yaml.keyPositionOf(path) : this.#yaml.positionOf(path);
    this.warnings.push(formatProblem({ file: this.#yaml.file, ...position, message }));
  }
}

const unset = Symbol('unset');
