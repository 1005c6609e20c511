import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError, formatProblem } from '../../lib/errors.ts';
import { createCallCore } from '../../lib/llm/core.ts';
import { type CallTrace, newTrace } from '../../lib/llm/handler.ts';
import type { Models } from '../../lib/llm/load-models.ts';
import { createMetrics, type Metrics } from '../../lib/metrics.ts';
import { buildPipeline, type Pipeline, type RunLimits } from '../../lib/pipeline/build.ts';
import { readPipeline } from '../../lib/pipeline/read-pipeline.ts';
import { PipeRecord } from '../../lib/record.ts';
import { withFolder } from '../io/with-folder.ts';
import { deployment, modelsOf, pricesOf } from '../support/calls.ts';
import { type Answer, type Upstream, withUpstream } from '../support/upstream.ts';

/** Texts by their names; `pipeline.yaml` is the pipeline. */
export type Files = Readonly<Record<string, string>>;

/** Writes the files into a new folder for the time of `use`. */
export const withFiles = (files: Files, use: (folder: string) => Promise<void>): Promise<void> =>
  withFolder((folder) => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    return use(folder);
  });

/** What is wrong with a pipeline over the models `m` and `other`, without the folder's name. */
export async function faultsOf(files: Files): Promise<string[]> {
  let faults: string[] = [];
  await withFiles(files, async (folder) => {
    try {
      await build(join(folder, 'pipeline.yaml'), modelsAt('http://127.0.0.1:9/v1'));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults = error.problems.map((problem) => formatProblem(problem).replaceAll(`${folder}/`, ''));
    }
  });
  return faults;
}

/** A pipeline that is ready, and what is behind it. */
export interface Workshop {
  pipeline: Pipeline;
  upstream: Upstream;
  metrics: Metrics;
  /** Takes one record through all stages; undefined where it is filtered out. */
  take(raw: string, trace?: CallTrace): Promise<PipeRecord | undefined>;
}

export interface WorkshopOptions {
  files: Files;
  /** Of the upstream, in order, the last one for ever. */
  answers?: readonly Answer[];
  limits?: RunLimits;
}

/** Builds a pipeline whose calls go over HTTP to an upstream that gives these answers. */
export const withPipeline = (
  { files, answers = [], limits = {} }: WorkshopOptions,
  use: (workshop: Workshop) => Promise<void>,
): Promise<void> =>
  withUpstream(answers, (upstream) =>
    withFiles(files, async (folder) => {
      const file = join(folder, 'pipeline.yaml');
      const { pipeline, metrics, close } = await build(file, modelsAt(upstream.url), limits);
      try {
        const take = (raw: string, trace?: CallTrace) => takeThrough(pipeline, raw, trace);
        await use({ pipeline, upstream, metrics, take });
      } finally {
        await close();
      }
    }),
  );

const modelsAt = (baseUrl: string): Models =>
  modelsOf(
    deployment({ baseUrl, prices: pricesOf('0.0005', '0.001') }),
    deployment({ baseUrl, id: 'other', model: 'other', upstreamModel: 'upstream-other' }),
  );

async function build(path: string, models: Models, limits: RunLimits = {}) {
  const file = await readPipeline(path);
  const metrics = createMetrics();
  const core = createCallCore({ models, metrics, pipeline: file.name, env: {} });
  const options = { models, call: core.call, metrics, limits };
  try {
    return { pipeline: await buildPipeline(file, options), metrics, close: core.close };
  } catch (error) {
    await core.close();
    throw error;
  }
}

async function takeThrough(
  { stages }: Pipeline,
  raw: string,
  trace: CallTrace = newTrace(),
): Promise<PipeRecord | undefined> {
  const record = new PipeRecord(0, { file: 'in.jsonl', line: 1 }, raw);
  const context = {
    signal: new AbortController().signal,
    drain: new AbortController().signal,
    once: <T>(_key: string, call: () => Promise<T>) => call(),
    trace,
  };
  for (const stage of stages) {
    if ((await stage.run(record, context)) === undefined) return undefined;
  }
  return record;
}
