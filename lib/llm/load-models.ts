import type { Environment } from '../config/environment.ts';
import type { YamlFile } from '../config/yaml-file.ts';
import { isJsonObject } from '../json.ts';
import type { Prices } from '../prices/price-table.ts';
import type { Deployment } from './deployment.ts';
import { hintOfKey } from './litellm-names.ts';
import { DeploymentLoader } from './load-deployment.ts';
import { type ModelsFile, readModelsFile, type Sections } from './read-models-file.ts';
import { modelEntry, modelsSchema } from './settings.ts';
import { Warnings } from './warnings.ts';

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
const foreignSections = ['general_settings', 'environment_variables', 'simulator', 'name'];

/** Reads `model_list` and the settings around it. @throws ConfigError */
export function loadModels(yaml: YamlFile, env: Environment, prices: Prices): Models {
  const warnings = new Warnings(yaml);
  const file = readModelsFile(yaml, env, warnings);
  warnOfUnknown(file, warnings);
  const loader = new DeploymentLoader(file, prices, warnings);
  const deployments = file.entries.flatMap((entry) => loader.make(entry));
  const known = new Set(deployments.map(({ model }) => model));
  const { sections } = file;
  const fallbacksOf = readFallbacks(sections, known, warnings);
  const settings = { ...sections.litellm_settings, ...sections.router_settings };
  const leftOut = new Map([...warnings.leftOut].filter(([model]) => !known.has(model)));
  return {
    deployments,
    fallbacksOf,
    retries: settings.num_retries,
    warnings: warnings.lines,
    leftOut,
  };
}

/** The models of a pipeline file that brings its own `model_list`. @throws ConfigError */
export function loadInlineModels(yaml: YamlFile, env: Environment, prices: Prices): Models {
  const { model_list: modelList } = isJsonObject(yaml.value) ? yaml.value : {};
  return loadModels({ ...yaml, value: { model_list: modelList } }, env, prices);
}

function warnOfUnknown({ sections, entries }: ModelsFile, warnings: Warnings): void {
  const warn = (path: PropertyKey[], object: object, known: readonly string[]) => {
    for (const key of Object.keys(object).filter((each) => !known.includes(each))) {
      warnings.ignore([...path, key], hintOfKey(key, known));
    }
  };
  const { shape } = modelsSchema;
  warn([], sections, [...Object.keys(shape), ...foreignSections]);
  for (const section of ['router_settings', 'litellm_settings'] as const) {
    warn([section], sections[section] ?? {}, Object.keys(shape[section].unwrap().shape));
  }
  for (const { entry, index } of entries) {
    warn(['model_list', index], entry, Object.keys(modelEntry.shape));
  }
}

/** Both of LiteLLM's shapes, and a plain list, which means the fallbacks of every model. */
function readFallbacks(
  sections: Sections,
  known: ReadonlySet<string>,
  warnings: Warnings,
): Models['fallbacksOf'] {
  const section = sections.router_settings?.fallbacks ? 'router_settings' : 'litellm_settings';
  const path = [section, 'fallbacks'];
  const existing = (at: PropertyKey[], names: readonly string[]): string[] =>
    names.filter((name) => {
      if (known.has(name)) return true;
      warnings.add([...path, ...at], `the fallback "${name}" has no deployment and is skipped`);
      return false;
    });
  const byModel = new Map<string, readonly string[]>();
  const general: string[] = [];
  for (const [index, entry] of (sections[section]?.fallbacks ?? []).entries()) {
    if (typeof entry === 'string') general.push(...existing([index], [entry]));
    else {
      for (const [model, names] of Object.entries(entry)) {
        byModel.set(model, existing([index, model], names));
      }
    }
  }
  if (general.length > 0) {
    warnings.add(
      path,
      `a plain list is taken as the fallbacks of every model; write [{ MODEL: [${general.join(', ')}] }] to name one`,
    );
  }
  return (model) => (byModel.get(model) ?? general).filter((name) => name !== model);
}
