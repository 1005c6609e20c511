import { UsageError } from '../errors.ts';
import { stringifyJson } from '../json.ts';
import { createCallCore } from '../llm/core.ts';
import type { AttemptEvent } from '../llm/meter-attempt.ts';
import { createMetrics, initialisePipeline, type Metrics } from '../metrics.ts';
import { buildPipeline, type Pipeline } from '../pipeline/build.ts';
import { type PipelineFile, readPipeline } from '../pipeline/read-pipeline.ts';
import { runBatch } from '../pipeline/run-batch.ts';
import type { PipeRecord } from '../record.ts';
import { type ExitCode, exitCodeOfRun } from './exit-code.ts';
import { readFigures } from './figures.ts';
import { Log } from './log.ts';
import { serveMetrics } from './metrics-server.ts';
import { openFiles } from './open-files.ts';
import { openModels } from './open-models.ts';
import { showProgress } from './progress.ts';
import { createReceipt, formatReceipt } from './receipt.ts';
import type { RunOptions } from './run-options.ts';
import { RunSignalHandler } from './signals.ts';
import { readVersion } from './version.ts';
import { writeSummary } from './write-summary.ts';

/** The pipe: runs a pipeline over its input. Resolves with the exit code. */
export async function runCommand(options: RunOptions): Promise<ExitCode> {
  const log = new Log(options.level);
  const file = await readPipeline(options.pipeline);
  const metrics = createMetrics();
  const opened = await openModels(file, options.models, log);
  const core = createCallCore({
    models: opened.models,
    metrics,
    pipeline: file.name,
    env: process.env,
    onAttempt: options.level === 'debug' ? (event) => log.debug(describeAttempt(event)) : undefined,
    onBody: options.debugBodies ? (text) => log.debug(text) : undefined,
  });
  try {
    const limits = limitsOf(options);
    const onWarning = (text: string) => log.info(`warning: ${text}`);
    const { models } = opened;
    const pipeline = await buildPipeline(file, {
      models,
      call: core.call,
      metrics,
      limits,
      onWarning,
    });
    return await runOnce(options, file, pipeline, metrics, log);
  } finally {
    await core.close();
    await opened.close();
  }
}

async function runOnce(
  options: RunOptions,
  file: PipelineFile,
  built: Pipeline,
  metrics: Metrics,
  log: Log,
): Promise<ExitCode> {
  const { pipeline, lineOf } = options.dryRun ? previewOf(built) : { pipeline: built };
  const files = openFiles(options, file, log);
  const signals = new RunSignalHandler(log);
  const startedAt = new Date();
  startMetrics(metrics, pipeline);
  const server = options.metricsListen
    ? await serveMetrics(options.metricsListen, metrics, log)
    : undefined;
  let stopProgress = () => {};
  const result = await runBatch(
    {
      pipeline,
      ...files,
      order: options.order ?? file.settings.output.order,
      metrics,
      ...(lineOf && { lineOf }),
      onStart: (counts) => {
        stopProgress = showProgress(log, counts, files.input);
      },
    },
    signals.signals,
  );
  stopProgress();
  signals.close();
  const exitCode = exitCodeOfRun(result, signals.exitCode);
  endMetrics(metrics, pipeline.name, startedAt, exitCode);
  if (result.failure && exitCode !== 0) log.error(`llm-pipe: stopped: ${result.failure.message}`);
  const figures = await readFigures(metrics);
  const receipt = createReceipt({
    pipeline: pipeline.name,
    version: readVersion(),
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    exitCode,
    result,
    figures,
    output: options.output === undefined || options.output === '-' ? 'stdout' : options.output,
    deadLetter: files.deadLetter.count > 0 ? files.deadLetter.path : undefined,
  });
  log.info(formatReceipt(receipt));
  if (receipt.dead_letter && options.level === 'quiet') {
    log.error(`llm-pipe: ${receipt.records.failed} records failed, see ${receipt.dead_letter}`);
  }
  if (options.summaryJson) await writeSummary(options.summaryJson, receipt, figures, log);
  await server?.close();
  return exitCode;
}

function limitsOf({ sync, maxConcurrent, requestsPerSecond }: RunOptions) {
  return { maxConcurrent: sync ? 1 : maxConcurrent, requestsPerSecond };
}

/** The pipeline up to its first call, whose requests are written in place of the records. */
function previewOf(pipeline: Pipeline) {
  const at = pipeline.stages.findIndex(({ preview }) => preview);
  const stage = pipeline.stages[at];
  if (!stage?.preview) throw new UsageError('nothing to show: the pipeline makes no calls');
  const preview = stage.preview.bind(stage);
  const shown = {
    label: stage.label,
    maxConcurrent: undefined,
    run: (record: PipeRecord) => record,
  };
  return {
    pipeline: { ...pipeline, stages: [...pipeline.stages.slice(0, at), shown] },
    lineOf: (record: PipeRecord) =>
      `${stringifyJson({ index: record.index, stage: stage.label, request: preview(record) })}\n`,
  };
}

function startMetrics(metrics: Metrics, { name, stages }: Pipeline): void {
  metrics.collectRuntime();
  metrics.buildInfo.set({ version: readVersion(), node: process.version }, 1);
  initialisePipeline(
    metrics,
    name,
    stages.map(({ label }) => label),
  );
}

function endMetrics(metrics: Metrics, pipeline: string, startedAt: Date, exitCode: number): void {
  const now = Date.now();
  metrics.runDuration.set({ pipeline }, (now - startedAt.getTime()) / 1_000);
  metrics.lastCompletion.set({ pipeline }, now / 1_000);
  metrics.lastExitCode.set({ pipeline }, exitCode);
  if (exitCode === 0) metrics.lastSuccess.set({ pipeline }, now / 1_000);
}

function describeAttempt(event: AttemptEvent): string {
  const { stage, deployment, status, kind, message, durationMs, usage, costUsd } = event;
  const parts = [
    `${stage}: ${deployment} ${status} in ${Math.round(durationMs)} ms`,
    ...(usage ? [`${usage.promptTokens} + ${usage.completionTokens} tokens`] : []),
    ...(costUsd === undefined ? [] : [`$${costUsd}`]),
    ...(kind ? [`${kind}: ${message}`] : []),
  ];
  return parts.join(', ');
}
