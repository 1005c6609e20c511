import { collectDefaultMetrics, Registry } from 'prom-client';
import { failureKinds } from './errors.ts';
import { createCounter, createGauge, createHistogram, createWatch } from './metric-series.ts';

export const outcomes = ['written', 'failed', 'filtered', 'resumed', 'unfinished'] as const;
export type Outcome = (typeof outcomes)[number];

const seconds = {
  stage: [0.0001, 0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
  attempt: [0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68],
  firstChunk: [0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96],
  wait: [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
};
const tokens = [16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576];

/** Of all metrics the one that outlives a run. */
export const lastSuccessName = 'llm_pipe_last_success_timestamp_seconds';

/** Every metric of one run or one gateway, in a registry of its own. */
export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Registry();
  const named = <L extends string>(name: string, help: string, labelNames: readonly L[]) => ({
    registry,
    name: `llm_pipe_${name}`,
    help,
    labelNames,
  });
  const counter = <L extends string>(name: string, help: string, labels: readonly L[]) =>
    createCounter(named(name, help, labels));
  const gauge = <L extends string>(name: string, help: string, labels: readonly L[]) =>
    createGauge(named(name, help, labels));
  const histogram = <L extends string>(
    name: string,
    help: string,
    labels: readonly L[],
    buckets: readonly number[],
  ) => createHistogram({ ...named(name, help, labels), buckets });

  const upstream = ['provider', 'model'] as const;
  const stage = ['pipeline', 'stage'] as const;
  const pipeline = ['pipeline'] as const;

  return {
    registry,
    collectRuntime: () => collectDefaultMetrics({ register: registry }),
    buildInfo: gauge('build_info', 'Always 1', ['version', 'node']),

    recordsRead: counter('records_read_total', 'Records taken from the input', pipeline),
    records: counter('records_total', 'Input records by their end', ['pipeline', 'outcome']),
    inputBytes: counter('input_bytes_total', 'Bytes read', pipeline),
    outputBytes: counter('output_bytes_total', 'Bytes written', pipeline),
    inputSize: gauge('input_size_bytes', 'Size of the input where it is known', pipeline),
    stageRecordsIn: counter('stage_records_in_total', 'Records entering a stage', stage),
    stageRecordsOut: counter('stage_records_out_total', 'Records leaving a stage', stage),
    stageErrors: counter('stage_errors_total', 'Records failed in a stage', [...stage, 'kind']),
    stageInProgress: gauge('stage_in_progress', 'Records inside a stage', stage),
    stageDuration: histogram(
      'stage_duration_seconds',
      'Time of one record in a stage',
      stage,
      seconds.stage,
    ),
    backpressureWait: counter(
      'backpressure_wait_seconds_total',
      'Time blocked by the reader downstream, or by the head of the ordering window',
      ['pipeline', 'side'],
    ),
    bufferedRecords: gauge('buffered_records', 'Unwritten records in the window', pipeline),
    bufferedBytes: gauge('buffered_bytes', 'Bytes of unwritten records in the window', pipeline),
    deadLetterRecords: counter('dead_letter_records_total', 'Lines in the dead letter', [
      'pipeline',
      'kind',
    ]),
    deadLetterBytes: counter('dead_letter_bytes_total', 'Bytes in the dead letter', pipeline),
    lastRecord: gauge(
      'last_record_timestamp_seconds',
      'When a record was last written or dead-lettered',
      pipeline,
    ),
    runStart: gauge('run_start_timestamp_seconds', 'Start of the run', pipeline),
    runDuration: gauge('run_duration_seconds', 'Length of the run', pipeline),
    lastCompletion: gauge('last_completion_timestamp_seconds', 'Last end of a run', pipeline),
    lastSuccess: gauge('last_success_timestamp_seconds', 'Last end with exit code 0', pipeline),
    lastExitCode: gauge('last_exit_code', 'Exit code of the last run', pipeline),

    requests: counter('requests_total', 'HTTP attempts by status', [...upstream, 'status']),
    rateLimited: counter('rate_limited_total', 'Answers 429 and 529', [...upstream, 'reason']),
    retries: counter('retries_total', 'Attempts that repeat a failed one', [...upstream, 'kind']),
    fallbacks: counter('fallbacks_total', 'Changes of model', ['from', 'to', 'kind']),
    requestDuration: histogram(
      'request_duration_seconds',
      'One attempt',
      [...upstream, 'outcome'],
      seconds.attempt,
    ),
    timeToFirstChunk: histogram(
      'time_to_first_chunk_seconds',
      'Until the first output of a stream',
      upstream,
      seconds.firstChunk,
    ),
    callDuration: histogram(
      'call_duration_seconds',
      'One logical call with waits, retries and fallbacks',
      [...stage, 'outcome'],
      [...seconds.attempt, 655.36],
    ),
    limiterWait: histogram(
      'limiter_wait_seconds',
      "Time in the limiter's queue",
      upstream,
      seconds.wait,
    ),
    limiterQueued: gauge('limiter_queued', 'Calls waiting for a permit', upstream),
    requestsInFlight: gauge('requests_in_flight', 'Attempts under way', upstream),
    deploymentUp: createWatch(
      named('deployment_up', '0 while in cooldown, down or refused', ['model', 'deployment']),
    ),
    tokens: counter('tokens_total', 'Billed tokens', [...upstream, 'type']),
    cachedInputTokens: counter(
      'cached_input_tokens_total',
      'Part of the input tokens that was cached upstream',
      upstream,
    ),
    reasoningTokens: counter(
      'reasoning_tokens_total',
      'Part of the output tokens that was reasoning',
      upstream,
    ),
    requestTokens: histogram(
      'request_tokens',
      'Tokens of one attempt',
      [...upstream, 'type'],
      tokens,
    ),
    cost: counter('cost_usd_total', 'Cost since the start', upstream),
    wastedCost: counter('wasted_cost_usd_total', 'Part of the cost: answers that were not used', [
      ...upstream,
      'kind',
    ]),
    unpriced: counter('unpriced_requests_total', 'Answers without a known price', upstream),
    outputInvalid: counter('output_invalid_total', 'Answers rejected', [...stage, 'reason']),
    outputRepaired: counter('output_repaired_total', 'Answers whose JSON was repaired', stage),
  };
}

/** Sets the series of a pipeline to 0, so that rates and sums work from the first scrape. */
export function initialisePipeline(metrics: Metrics, pipeline: string, stages: readonly string[]) {
  metrics.recordsRead.inc({ pipeline }, 0);
  for (const outcome of outcomes) metrics.records.inc({ pipeline, outcome }, 0);
  for (const stage of stages) {
    metrics.stageRecordsIn.inc({ pipeline, stage }, 0);
    metrics.stageRecordsOut.inc({ pipeline, stage }, 0);
    for (const kind of failureKinds) metrics.stageErrors.inc({ pipeline, stage, kind }, 0);
  }
}

/** Sets the series of a deployment's model to 0. */
export function initialiseUpstream(metrics: Metrics, provider: string, model: string) {
  const labels = { provider, model };
  metrics.requests.inc({ ...labels, status: '429' }, 0);
  for (const reason of ['requests', 'tokens', 'quota', 'overloaded', 'unknown']) {
    metrics.rateLimited.inc({ ...labels, reason }, 0);
  }
  for (const type of ['input', 'output']) metrics.tokens.inc({ ...labels, type }, 0);
  metrics.cost.inc(labels, 0);
  metrics.unpriced.inc(labels, 0);
}
