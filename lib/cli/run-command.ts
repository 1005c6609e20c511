import { createCallCore } from '../llm/core.ts';
import type { OutageOptions } from '../llm/outage.ts';
import { createMetrics, initialisePipeline, type Metrics } from '../metrics.ts';
import type { BatchJob } from '../pipeline/batch-job.ts';
import { buildPipeline, type Pipeline } from '../pipeline/build.ts';
import { type PipelineFile, readPipeline } from '../pipeline/read-pipeline.ts';
import type { RunResult } from '../pipeline/run-batch.ts';
import { answerStatusSignal } from './answer-status-signal.ts';
import { deliverMetrics } from './deliver-metrics.ts';
import { describeDown, describeUp } from './describe-outage.ts';
import type { ExitCode } from './exit-code.ts';
import { readFigures } from './figures.ts';
import { Log } from './log.ts';
import { openFiles, outputPath } from './open-files.ts';
import { openModels } from './open-models.ts';
import { previewOf } from './preview.ts';
import { createReceipt, formatReceipt } from './receipt.ts';
import { RunObserver } from './run-observer.ts';
import type { RunOptions } from './run-options.ts';
import { withOneSignal } from './signals.ts';
import { tellAttempt } from './tell-attempt.ts';
import { readVersion } from './version.ts';
import { watchRun } from './watch-run.ts';
import { writeSummary } from './write-summary.ts';

/** The pipe: runs a pipeline over its input. Resolves with the exit code. */
export async function runCommand(
  options: RunOptions,
  log = new Log(options.level),
): Promise<ExitCode> {
  const file = await readPipeline(options.pipeline);
  const metrics = createMetrics();
  const opened = await openModels(file, options, log);
  const onWarning = (text: string) => log.warn(text);
  const core = createCallCore({
    models: opened.models,
    metrics,
    pipeline: file.name,
    env: process.env,
    outages: outagesOf(options, log),
    onAttempt: options.level === 'debug' ? (event) => tellAttempt(event, log) : undefined,
    onWarning,
    onBody: options.debugBodies ? (text) => log.debug(text) : undefined,
  });
  try {
    const limits = limitsOf(options);
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
  const files = await openFiles(options, file, log);
  const startedAt = new Date();
  startMetrics(metrics, pipeline);
  const delivery = await deliverMetrics(options, pipeline.name, metrics, log);
  const observer = new RunObserver(metrics, {
    readsAll: !options.skip && options.limit === undefined,
  });
  const stopAnswering = answerStatusSignal(pipeline.name, observer, log);
  try {
    const order = options.order ?? file.settings.output.order;
    const { halt } = options;
    const preview = lineOf && { lineOf, head: undefined };
    const job = { pipeline, ...files, order, halt, metrics, ...preview };
    const { result, exitCode } = await watchRun(job, observer, log);
    await withOneSignal(async (signal) => {
      endMetrics(metrics, pipeline.name, startedAt, exitCode);
      await tellEnd(options, job, { result, exitCode, startedAt }, log);
      await delivery.end(exitCode, signal);
    });
    return exitCode;
  } finally {
    await delivery.close();
    stopAnswering();
  }
}

interface RunEnd {
  result: RunResult;
  exitCode: ExitCode;
  startedAt: Date;
}

async function tellEnd(
  options: RunOptions,
  { pipeline, metrics, deadLetter }: BatchJob,
  { result, exitCode, startedAt }: RunEnd,
  log: Log,
): Promise<void> {
  const figures = await readFigures(metrics);
  const receipt = createReceipt({
    pipeline: pipeline.name,
    version: readVersion(),
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    exitCode,
    result,
    figures,
    output: outputPath(options) ?? 'stdout',
    deadLetter: deadLetter.count > 0 ? deadLetter.path : undefined,
  });
  if (receipt.stopped) log.error(`llm-pipe: stopped: ${receipt.stopped}`);
  if (exitCode === 70) log.error(stackOf(result.failure));
  log.info(formatReceipt(receipt), { event: 'receipt', ...receipt });
  if (receipt.dead_letter && options.level === 'quiet') {
    log.error(`llm-pipe: records failed: ${receipt.records.failed}, see ${receipt.dead_letter}`);
  }
  if (options.summaryJson) await writeSummary(options.summaryJson, receipt, figures, log);
}

/** For a report of the fault. */
function stackOf(failure: Error | undefined): string {
  const { cause } = failure ?? {};
  return cause instanceof Error && cause.stack ? cause.stack : 'the records do not add up';
}

function limitsOf({ sync, maxConcurrent, requestsPerSecond }: RunOptions) {
  return { maxConcurrent: sync ? 1 : maxConcurrent, requestsPerSecond };
}

/** Told also when quiet: a run that waits must not look like one that hangs. */
function outagesOf({ maxOutageMs: maxMs }: RunOptions, log: Log): OutageOptions | undefined {
  if (maxMs === 0) return undefined;
  return {
    maxMs,
    onDown: (outage) => log.notice(`llm-pipe: ${describeDown(outage, maxMs)}`),
    onUp: ({ models, durationMs }) => log.notice(`llm-pipe: ${describeUp(models, durationMs)}`),
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
