import { type FailureKind, UpstreamError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Deployment } from './deployment.ts';
import type { AttemptContext, CallTrace, Middleware, Outcome, Usage } from './handler.ts';

/** What happened in one attempt; tells neither keys nor bodies. */
export interface AttemptEvent {
  stage: string;
  deployment: string;
  /** HTTP status, or timeout, network, aborted. */
  status: string;
  kind: FailureKind | undefined;
  message: string | undefined;
  durationMs: number;
  usage: Usage | undefined;
  costUsd: number | undefined;
}

/** Counts every attempt at its end: status, time, tokens, cost. */
export function meterAttempt(
  metrics: Metrics,
  onAttempt: (event: AttemptEvent) => void,
): Middleware<AttemptContext> {
  return (next) => async (request, context) => {
    const { deployment, stage, trace } = context;
    const upstream = { provider: deployment.provider, model: deployment.model };
    const from = performance.now();
    trace.attempts += 1;
    metrics.requestsInFlight.inc(upstream);
    try {
      const reply = await next(request, context);
      if (request.stream) metrics.timeToFirstChunk.observe(upstream, secondsSince(from));
      void reply.done.then((outcome) => finish(String(reply.status), outcome));
      return reply;
    } catch (error) {
      const upstreamError = error instanceof UpstreamError ? error : undefined;
      finish(undefined, { error: upstreamError, usage: undefined });
      throw error;
    }

    function finish(replyStatus: string | undefined, { error, usage }: Outcome): void {
      const status = statusOf(error) ?? replyStatus ?? 'aborted';
      const durationMs = performance.now() - from;
      metrics.requestsInFlight.dec(upstream);
      metrics.requests.inc({ ...upstream, status });
      const outcome = replyStatus && !error ? 'success' : 'error';
      metrics.requestDuration.observe({ ...upstream, outcome }, durationMs / 1_000);
      if (status === '429' || status === '529') {
        metrics.rateLimited.inc({ ...upstream, reason: reasonOf(error) });
      }
      if (usage) countTokens(metrics, upstream, usage);
      const costUsd = usage && costOf(usage, deployment);
      if (costUsd !== undefined) metrics.cost.inc(upstream, costUsd);
      else if (outcome === 'success') metrics.unpriced.inc(upstream);
      addToTrace(trace, usage, costUsd);
      onAttempt({
        stage,
        deployment: deployment.id,
        status,
        kind: error?.kind,
        message: error?.message,
        durationMs,
        usage,
        costUsd,
      });
    }
  };
}

const secondsSince = (from: number): number => (performance.now() - from) / 1_000;

/** An error inside an answer of status 200 keeps that status. */
function statusOf(error: UpstreamError | undefined): string | undefined {
  if (!error) return undefined;
  if (error.status !== undefined) return String(error.status);
  return error.kind === 'timeout' || error.kind === 'aborted' ? error.kind : 'network';
}

function reasonOf(error: UpstreamError | undefined): string {
  if (error?.kind === 'quota_exceeded') return 'quota';
  if (error?.kind === 'overloaded') return 'overloaded';
  return error?.exhausted ?? 'unknown';
}

function countTokens(
  metrics: Metrics,
  upstream: { provider: string; model: string },
  usage: Usage,
): void {
  const { promptTokens, completionTokens, cachedTokens, reasoningTokens } = usage;
  for (const [type, count] of [
    ['input', promptTokens],
    ['output', completionTokens],
  ] as const) {
    metrics.tokens.inc({ ...upstream, type }, count);
    metrics.requestTokens.observe({ ...upstream, type }, count);
  }
  if (cachedTokens > 0) metrics.cachedInputTokens.inc(upstream, cachedTokens);
  if (reasoningTokens > 0) metrics.reasoningTokens.inc(upstream, reasoningTokens);
}

function costOf(usage: Usage, { price }: Deployment): number | undefined {
  return price && usage.promptTokens * price.input + usage.completionTokens * price.output;
}

function addToTrace(trace: CallTrace, usage: Usage | undefined, costUsd: number | undefined): void {
  if (usage) trace.usage = trace.usage ? addUsage(trace.usage, usage) : usage;
  if (costUsd !== undefined) trace.costUsd = (trace.costUsd ?? 0) + costUsd;
}

const addUsage = (a: Usage, b: Usage): Usage => ({
  promptTokens: a.promptTokens + b.promptTokens,
  completionTokens: a.completionTokens + b.completionTokens,
  cachedTokens: a.cachedTokens + b.cachedTokens,
  reasoningTokens: a.reasoningTokens + b.reasoningTokens,
});
