import { checkShape } from '../config/check-shape.ts';
import type { Environment } from '../config/environment.ts';
import { suggest } from '../config/suggest.ts';
import type { YamlFile } from '../config/yaml-file.ts';
import { formatProblem } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import type { Prices } from '../prices/price-table.ts';
import type { Deployment } from './deployment.ts';
import { DeploymentLoader } from './load-deployment.ts';
import { type ModelEntry, type ModelsFile, modelEntry, modelsSchema } from './settings.ts';

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
export function loadModels(yaml: YamlFile, env: Environment, prices: Prices): Models {
  const file = checkShape(yaml, modelsSchema);
  const loader = new Loader(yaml, file, env, prices);
  const deployments = file.model_list.flatMap((entry, index) => loader.deployment(entry, index));
  const known = new Set(deployments.map(({ model }) => model));
  const fallbacksOf = loader.fallbacks(known);
  const settings = { ...file.litellm_settings, ...file.router_settings };
  const { warnings, leftOut } = loader;
  for (const model of known) leftOut.delete(model);
  return { deployments, fallbacksOf, retries: settings.num_retries, warnings, leftOut };
}

/** The models of a pipeline file that brings its own `model_list`. @throws ConfigError */
export function loadInlineModels(yaml: YamlFile, env: Environment, prices: Prices): Models {
  const { model_list: modelList } = isJsonObject(yaml.value) ? yaml.value : {};
  return loadModels({ ...yaml, value: { model_list: modelList } }, env, prices);
}

class Loader {
  readonly warnings: string[] = [];
  /** Models of entries that cannot be used, with the last reason. */
  readonly leftOut = new Map<string, string>();
  readonly #yaml: YamlFile;
  readonly #file: ModelsFile;
  readonly #deployments: DeploymentLoader;

  constructor(yaml: YamlFile, file: ModelsFile, env: Environment, prices: Prices) {
    this.#yaml = yaml;
    this.#file = file;
    this.#deployments = new DeploymentLoader(file, env, prices, (path, message, atKey) =>
      this.#warn(path, message, atKey),
    );
    this.#warnOfUnknown([], file, [...Object.keys(modelsSchema.shape), ...foreignSections]);
    for (const section of ['router_settings', 'litellm_settings'] as const) {
      const known = Object.keys(modelsSchema.shape[section].unwrap().shape);
      this.#warnOfUnknown([section], file[section] ?? {}, known);
    }
  }

  /** None when the entry cannot be used; a warning says why. */
  deployment(entry: ModelEntry, index: number): Deployment[] {
    this.#warnOfUnknown(['model_list', index], entry, Object.keys(modelEntry.shape));
    const made = this.#deployments.make(entry, index);
    if (made.length === 0) this.leftOut.set(entry.model_name, this.warnings.at(-1) ?? '');
    return made;
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
