import { suggest } from '../config/suggest.ts';
import { ConfigError, type Problem } from '../errors.ts';
import { readAnswer, readCompletion } from '../llm/answer.ts';
import type { Handler, Reply } from '../llm/handler.ts';
import { type Limiter, limitConcurrency, limitRate } from '../llm/limiter.ts';
import type { Models } from '../llm/load-models.ts';
import type { Metrics } from '../metrics.ts';
import type { Completed, Stage, StageTools } from '../stages/stage.ts';
import { createTemplates } from '../template/templates.ts';
import type { PipelineFile } from './read-pipeline.ts';
import { createFileTools } from './stage-tools.ts';

/** Limits of the whole run, which override or add to what the stages say. */
export interface RunLimits {
  /** Calls in flight, and records in each call stage. */
  maxConcurrent?: number | undefined;
  requestsPerSecond?: number | undefined;
}

/** A pipeline that is ready to run. */
export interface Pipeline {
  name: string;
  stages: readonly Stage[];
}

export interface BuildOptions {
  models: Models;
  call: Handler;
  metrics: Metrics;
  limits: RunLimits;
  /** Is told what is left out, a line each. */
  onWarning?: (text: string) => void;
}

/** Makes the stages of a pipeline file. @throws ConfigError with the problems of all stages */
export async function buildPipeline(file: PipelineFile, options: BuildOptions): Promise<Pipeline> {
  const templates = createTemplates();
  const tools = createCallTools(file.name, options);
  const stages: Stage[] = [];
  const problems: Problem[] = [];
  const findings = {
    onProblem: (problem: Problem) => problems.push(problem),
    onWarning: options.onWarning ?? (() => {}),
  };
  let hasPrompt = false;
  for (const { kind, label, path } of file.stages) {
    hasPrompt ||= kind.rendersPrompt ?? false;
    const fileTools = createFileTools(file.yaml, path, templates, findings);
    stages.push(await kind.create({ ...tools, ...fileTools, hasPrompt }, label));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return { name: file.name, stages };
}

function createCallTools(
  pipeline: string,
  { models, call, metrics, limits }: BuildOptions,
): Pick<StageTools, 'hasModel' | 'refuseModel' | 'complete' | 'countRepair' | 'limits'> {
  return {
    hasModel: (name) => models.deployments.some(({ model }) => model === name),
    refuseModel: (model, fallbacks) => refuseModel(models, model, fallbacks),
    complete: (request, context) => call(request, context).then(readCompleted),
    countRepair: (stage) => metrics.outputRepaired.inc({ pipeline, stage }),
    limits: { maxConcurrent: limits.maxConcurrent, shared: runLimiters(limits), limitRate },
  };
}

function readCompleted(reply: Reply): Completed {
  const answer = readAnswer(reply);
  const { text, finishReason } = readCompletion(answer);
  return { text, finishReason, source: answer.source };
}

function runLimiters({ maxConcurrent, requestsPerSecond }: RunLimits): Limiter[] {
  return [
    ...(maxConcurrent === undefined ? [] : [limitConcurrency(maxConcurrent)]),
    ...(requestsPerSecond === undefined ? [] : [limitRate(requestsPerSecond)]),
  ];
}

/** Says why no deployment could answer a stage's calls; undefined: one can. */
function refuseModel(models: Models, model: string, fallbacks?: readonly string[]) {
  const known = [...new Set(models.deployments.map((deployment) => deployment.model))];
  const usable = [model, ...(fallbacks ?? models.fallbacksOf(model))];
  if (usable.some((name) => known.includes(name))) return undefined;
  const leftOut = models.leftOut.get(model);
  if (leftOut) return `"${model}" has no deployment left: ${leftOut}`;
  if (known.length === 0) return `unknown model "${model}"; no other has a deployment left either`;
  const hint = suggest(model, known) || `, expected one of ${known.join(', ')}`;
  return `unknown model "${model}"${hint}`;
}
