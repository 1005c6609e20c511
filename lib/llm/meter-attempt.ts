import { performance } from 'node:perf_hooks';
import { type FailureKind, UpstreamError } from '../errors.ts';
import type { Cell } from '../metric-series.ts';
import type { Metrics } from '../metrics.ts';
import { costOf } from '../prices/cost.ts';
import type { ServiceTier } from '../prices/quotes.ts';
import { addUsage, type Usage } from '../usage.ts';
import { toUsd } from '../usd.ts';
import type { Deployment } from './deployment.ts';
import {
  type AttemptContext,
  type CallEnd,
  type CallTrace,
  type Middleware,
  type Reply,
  type Request,
  watchEnd,
} from './handler.ts';

/** What happened in one attempt; tells neither keys nor bodies. */
export interface AttemptEvent {
  stage: string;
  deployment: string;
  /** HTTP status, or timeout, network, aborted, unsent. */
  status: string;
  kind: FailureKind | undefined;
  message: string | undefined;
  durationMs: number;
  usage: Usage | undefined;
  /** In 1e-12 USD. */
  cost: bigint | undefined;
}

/** Counts every attempt at its end: status, time, tokens, cost. */
export function meterAttempt(
  metrics: Metrics,
  onAttempt: ((event: AttemptEvent) => void) | undefined,
): Middleware<AttemptContext> {
  const meters = new Map<Deployment, DeploymentMeter>();

  function meterOf(deployment: Deployment): DeploymentMeter {
    let meter = meters.get(deployment);
    if (!meter) {
      meter = new DeploymentMeter(deployment, metrics);
      meters.set(deployment, meter);
    }
    return meter;
  }

  return (next) => (request, context) => {
    const { deployment, stage, trace } = context;
    const meter = meterOf(deployment);
    const from = performance.now();
    meter.inFlight.inc();
    const calling = next(request, context);
    return watchEnd(request.stream ? firstChunk(calling) : calling, finish);

    function firstChunk(streaming: Promise<Reply>): Promise<Reply> {
      return streaming.then((reply) => {
        meter.firstChunk.observe(secondsSince(from));
        return reply;
      });
    }

    function finish({ reply, error: failure, usage }: CallEnd): void {
      const error = failure instanceof UpstreamError ? failure : undefined;
      const status = statusOf(error) ?? (reply ? String(reply.status) : 'aborted');
      const durationMs = performance.now() - from;
      const isSuccess = reply !== undefined && !failure;
      meter.inFlight.dec();
      if (status !== unsent) {
        trace.attempts += 1;
        meter.count(status, isSuccess, durationMs / 1_000, error);
      }
      const cost = meter.bill(usage, tierOf(usage, request, deployment), isSuccess, error);
      addToTrace(trace, usage, cost);
      onAttempt?.({
        stage,
        deployment: deployment.id,
        status,
        kind: error?.kind,
        message: error?.message,
        durationMs,
        usage,
        cost,
      });
    }
  };
}

/**
 * How the attempt was served, which may have prices of its own: as the answer tells, since it may be less than was
 * asked for (`service_tier` in OpenAI's reference of chats), else as was asked.
 */
function tierOf(usage: Usage | undefined, { body }: Request, { rules }: Deployment): ServiceTier {
  const asked = [rules.body, body, rules.defaults].map((members) => members['service_tier']);
  const tier = usage?.serviceTier ?? asked.find((told) => told);
  return tier === 'flex' || tier === 'priority' ? tier : 'standard';
}

/** The series of one deployment, looked up once. */
class DeploymentMeter {
  readonly inFlight: Cell;
  readonly firstChunk: { observe(value: number): void };
  readonly #prices: Deployment['prices'];
  readonly #upstream: { provider: string; model: string };
  readonly #metrics: Metrics;
  readonly #series: ReturnType<typeof seriesOf>;

  constructor({ provider, model, prices }: Deployment, metrics: Metrics) {
    this.#upstream = { provider, model };
    this.#prices = prices;
    this.#metrics = metrics;
    this.#series = seriesOf(metrics, this.#upstream);
    this.inFlight = metrics.requestsInFlight.labels(this.#upstream);
    this.firstChunk = metrics.timeToFirstChunk.labels(this.#upstream);
  }

  count(
    status: string,
    isSuccess: boolean,
    seconds: number,
    error: UpstreamError | undefined,
  ): void {
    if (status === '200') this.#series.ok.inc();
    else this.#metrics.requests.inc({ ...this.#upstream, status });
    (isSuccess ? this.#series.success : this.#series.error).observe(seconds);
    if (status === '429' || status === '529') {
      this.#metrics.rateLimited.inc({ ...this.#upstream, reason: reasonOf(error) });
    }
  }

  /** Counts tokens and cost, also of an answer that broke off; the cost in 1e-12 USD where it is known. */
  bill(
    usage: Usage | undefined,
    tier: ServiceTier,
    isSuccess: boolean,
    error: UpstreamError | undefined,
  ): bigint | undefined {
    const series = this.#series;
    if (usage) {
      series.input.inc(usage.promptTokens);
      series.output.inc(usage.completionTokens);
      series.cached.inc(usage.cachedTokens);
      series.reasoning.inc(usage.reasoningTokens);
      series.inputSize.observe(usage.promptTokens);
      series.outputSize.observe(usage.completionTokens);
    }
    if (!usage || !this.#prices) {
      if (isSuccess) series.unpriced.inc();
      return undefined;
    }
    const cost = costOf(this.#prices, usage, tier);
    series.cost.inc(toUsd(cost));
    if (error) this.#metrics.wastedCost.inc({ ...this.#upstream, kind: error.kind }, toUsd(cost));
    return cost;
  }
}

function seriesOf(metrics: Metrics, upstream: { provider: string; model: string }) {
  return {
    ok: metrics.requests.labels({ ...upstream, status: '200' }),
    success: metrics.requestDuration.labels({ ...upstream, outcome: 'success' }),
    error: metrics.requestDuration.labels({ ...upstream, outcome: 'error' }),
    input: metrics.tokens.labels({ ...upstream, type: 'input' }),
    output: metrics.tokens.labels({ ...upstream, type: 'output' }),
    cached: metrics.cachedInputTokens.labels(upstream),
    reasoning: metrics.reasoningTokens.labels(upstream),
    inputSize: metrics.requestTokens.labels({ ...upstream, type: 'input' }),
    outputSize: metrics.requestTokens.labels({ ...upstream, type: 'output' }),
    cost: metrics.cost.labels(upstream),
    unpriced: metrics.unpriced.labels(upstream),
  };
}

const secondsSince = (from: number): number => (performance.now() - from) / 1_000;

/** Of a request that its adapter refused, or for which there are no credentials: no attempt was made. */
const unsent = 'unsent';
const ownKinds: ReadonlySet<FailureKind> = new Set(['auth', 'bad_request', 'internal']);

/** An error inside an answer of status 200 keeps that status. */
function statusOf(error: UpstreamError | undefined): string | undefined {
  if (!error) return undefined;
  if (error.status !== undefined) return String(error.status);
  if (ownKinds.has(error.kind)) return unsent;
  return error.kind === 'timeout' || error.kind === 'aborted' ? error.kind : 'network';
}

function reasonOf(error: UpstreamError | undefined): string {
  if (error?.kind === 'quota_exceeded') return 'quota';
  if (error?.kind === 'overloaded') return 'overloaded';
  return error?.exhausted ?? 'unknown';
}

function addToTrace(trace: CallTrace, usage: Usage | undefined, cost: bigint | undefined): void {
  if (usage) trace.usage = trace.usage ? addUsage(trace.usage, usage) : usage;
  if (cost !== undefined) trace.cost = (trace.cost ?? 0n) + cost;
}
