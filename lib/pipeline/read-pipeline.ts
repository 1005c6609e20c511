import { basename } from 'node:path';
import { collectProblems } from '../config/check-shape.ts';
import { suggest } from '../config/suggest.ts';
import { readYaml, type YamlFile } from '../config/yaml-file.ts';
import { ConfigError, type Problem } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { stageKinds } from '../stages/index.ts';
import type { StageKind } from '../stages/stage.ts';
import { type PipelineSettings, pipelineSchema } from './schema.ts';

/** One stage as it is written in a pipeline file. */
export interface StageEntry {
  kind: StageKind;
  label: string;
  /** Where its settings stand. */
  path: readonly PropertyKey[];
}

/** A pipeline file that has the right shape; its stages are not made yet. */
export interface PipelineFile {
  yaml: YamlFile;
  name: string;
  settings: PipelineSettings;
  stages: readonly StageEntry[];
}

/** @throws UsageError, ConfigError with every problem of the file */
export async function readPipeline(file: string): Promise<PipelineFile> {
  const yaml = await readYaml(file);
  const shape = collectProblems(yaml, pipelineSchema);
  const stages = readStages(yaml);
  const problems = [
    ...('problems' in shape ? shape.problems : []),
    ...modelProblems(yaml),
    ...stages.problems,
  ];
  if (!('value' in shape) || problems.length > 0) throw new ConfigError(inOrder(problems));
  const name = shape.value.name ?? basename(file).replace(/\.ya?ml$/, '');
  return { yaml, name, settings: shape.value, stages: stages.entries };
}

const inOrder = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);

/** Of two sources one would be ignored. */
function modelProblems(yaml: YamlFile): Problem[] {
  const { value, file } = yaml;
  if (!isJsonObject(value) || !('models' in value && 'model_list' in value)) return [];
  const message = 'give models or model_list, not both';
  return [{ file, ...yaml.keyPositionOf(['model_list']), message }];
}

interface ReadStages {
  entries: StageEntry[];
  problems: Problem[];
}

function readStages(yaml: YamlFile): ReadStages {
  const written = isJsonObject(yaml.value) ? yaml.value['stages'] : undefined;
  const read: ReadStages = { entries: [], problems: [] };
  const labels = new Labels();
  for (const [index, stage] of (Array.isArray(written) ? written : []).entries()) {
    if (isJsonObject(stage)) readStage(yaml, index, stage, labels, read);
  }
  return read;
}

function readStage(
  yaml: YamlFile,
  index: number,
  stage: JsonObject,
  labels: Labels,
  { entries, problems }: ReadStages,
): void {
  const [name, ...others] = Object.keys(stage);
  if (name === undefined || others.length > 0) {
    problems.push(yaml.problem(['stages', index], describeKeys(name, others)));
    return;
  }
  const path = ['stages', index, name];
  const kind = stageKinds.find((candidate) => candidate.name === name);
  if (!kind) {
    problems.push({ file: yaml.file, ...yaml.keyPositionOf(path), message: describeKind(name) });
    return;
  }
  const result = collectProblems(yaml, kind.schema, path);
  if ('problems' in result) problems.push(...result.problems);
  const label = labels.next(name, stage[name]);
  if (label !== undefined) entries.push({ kind, label, path });
  else problems.push(yaml.problem([...path, 'label'], 'another stage has this label'));
}

function describeKind(name: string): string {
  const known = stageKinds.map((kind) => kind.name);
  return `unknown stage "${name}"${suggest(name, known) || `, expected one of ${known.join(', ')}`}`;
}

const describeKeys = (first: string | undefined, others: readonly string[]): string =>
  first === undefined
    ? 'a stage is a map of one key, such as render or call'
    : `a stage is a map of one key, got ${[first, ...others].join(', ')}; is a line not indented enough?`;

/** Gives every stage a label of its own. */
class Labels {
  readonly #taken = new Set<string>();

  /** Undefined when the user chose one that is taken. */
  next(kind: string, settings: unknown): string | undefined {
    const chosen = isJsonObject(settings) ? settings['label'] : undefined;
    if (typeof chosen === 'string') return this.#take(chosen) ? chosen : undefined;
    for (let ordinal = 1; ; ordinal += 1) {
      const label = ordinal === 1 ? kind : `${kind}_${ordinal}`;
      if (this.#take(label)) return label;
    }
  }

  #take(label: string): boolean {
    if (this.#taken.has(label)) return false;
    this.#taken.add(label);
    return true;
  }
}
