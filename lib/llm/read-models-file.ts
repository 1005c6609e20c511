import { z } from 'zod';
import { collectProblems } from '../config/check-shape.ts';
import { type Environment, resolveAll, resolveReferences } from '../config/environment.ts';
import { type Path, valueAt } from '../config/path.ts';
import type { YamlFile } from '../config/yaml-file.ts';
import { ConfigError, type Problem } from '../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { type ModelEntry, modelEntry, modelsSchema } from './settings.ts';
import type { Warnings } from './warnings.ts';

/** Entries are read one by one, since one that cannot be used does not spoil the file. */
const sectionsSchema = modelsSchema.extend({ model_list: z.array(z.unknown()).min(1) });

export type Sections = z.infer<typeof sectionsSchema>;

export interface IndexedEntry {
  /** Its place in `model_list`. */
  index: number;
  entry: ModelEntry;
}

/** A file of models that has the right shape. */
export interface ModelsFile {
  sections: Sections;
  /** Those that can be used. */
  entries: readonly IndexedEntry[];
  /** With the variables that the file itself sets. */
  env: Environment;
}

/**
 * Reads a file with the values of the environment in the place of references to it. An entry that asks for a
 * variable which is not set, or that names no model, is left out. Null counts as absent, as with LiteLLM.
 * @throws ConfigError with every problem of the file
 */
export function readModelsFile(yaml: YamlFile, env: Environment, warnings: Warnings): ModelsFile {
  const own = { ...env, ...variablesOf(yaml, env) };
  const reader = new Reader(yaml, own, warnings);
  const sections = reader.sections();
  const list = valueAt(yaml.value, ['model_list']);
  const entries = (Array.isArray(list) ? list : []).flatMap((entry, index) =>
    reader.entry(entry, index),
  );
  const { problems } = reader;
  if (!sections || problems.length > 0) {
    throw new ConfigError(problems.toSorted((a, b) => a.line - b.line || a.column - b.column));
  }
  return { sections, entries, env: own };
}

class Reader {
  readonly problems: Problem[] = [];
  readonly #yaml: YamlFile;
  readonly #env: Environment;
  readonly #warnings: Warnings;

  constructor(yaml: YamlFile, env: Environment, warnings: Warnings) {
    this.#yaml = yaml;
    this.#env = env;
    this.#warnings = warnings;
  }

  /** All but the entries. */
  sections(): Sections | undefined {
    const file = withoutNulls(this.#yaml.value);
    for (const section of ['router_settings', 'litellm_settings'] as const) {
      if (isJsonObject(file[section])) file[section] = this.#settings(section, file[section]);
    }
    return this.#check(sectionsSchema, file, []);
  }

  /** None where it cannot be used. */
  entry(written: unknown, index: number): IndexedEntry[] {
    const path = ['model_list', index];
    const members = withoutNulls(written);
    const { model_name: name } = members;
    const params = withoutNulls(members['litellm_params']);
    const leaveOut = (at: PropertyKey[], why: string) =>
      this.#warnings.leaveOut(String(name), [...path, ...at], why);
    if (typeof name === 'string' && params['model'] === undefined) {
      leaveOut([], 'litellm_params.model is missing');
      return [];
    }
    const resolved = this.#resolve({ ...members, litellm_params: params }, leaveOut);
    if (resolved === undefined) return [];
    const entry = this.#check(modelEntry, { model_list: { [index]: resolved } }, path);
    return entry ? [{ index, entry }] : [];
  }

  /** With the values of those that are read here; one of an unset variable counts as absent. */
  #settings(section: 'router_settings' | 'litellm_settings', given: JsonObject): JsonObject {
    const settings: JsonObject = {};
    const { shape } = modelsSchema.shape[section].unwrap();
    for (const [name, value] of Object.entries(withoutNulls(given))) {
      const resolved = Object.hasOwn(shape, name)
        ? this.#resolve(value, (at, why) => this.#warnings.add([section, name, ...at], why))
        : value;
      if (resolved !== undefined) settings[name] = resolved;
    }
    return settings;
  }

  /** Undefined where a variable is not set. */
  #resolve(
    value: JsonValue,
    onUnset: (at: PropertyKey[], why: string) => void,
  ): JsonValue | undefined {
    let isWhole = true;
    const resolved = resolveAll(value, this.#env, (at, variable) => {
      isWhole = false;
      onUnset(at, `environment variable ${variable} is not set`);
    });
    return isWhole ? resolved : undefined;
  }

  #check<T>(schema: z.ZodType<T>, value: unknown, path: Path): T | undefined {
    const result = collectProblems({ ...this.#yaml, value }, schema, path);
    if ('value' in result) return result.value;
    this.problems.push(...result.problems);
    return undefined;
  }
}

/** Copies the members of a mapping; none of what is no mapping. */
const withoutNulls = (value: unknown): JsonObject =>
  Object.fromEntries(
    Object.entries(isJsonObject(value) ? value : {}).filter(([, member]) => member !== null),
  );

/** LiteLLM sets these variables before it reads on, whatever they were. */
function variablesOf(yaml: YamlFile, env: Environment): Environment {
  const given = withoutNulls(valueAt(yaml.value, ['environment_variables']));
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const found = resolveReferences(String(value), env);
      return [name, 'text' in found ? found.text : undefined];
    }),
  );
}
