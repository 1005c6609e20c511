import { type FailureKind, UpstreamError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Handler, Middleware } from './handler.ts';
import { noDeploymentCode } from './route.ts';
import { sleep } from './sleep.ts';

/** How often and how fast the same model is tried again. */
export interface RetryPolicy {
  /** Attempts in all after failures that count, the first included. */
  attempts: number;
  baseMs: number;
  maxMs: number;
  /** How long a call may wait for an overloaded provider. */
  maxOverloadMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 5,
  baseMs: 500,
  maxMs: 30_000,
  maxOverloadMs: 600_000,
};

const countedKinds: ReadonlySet<FailureKind> = new Set(['timeout', 'network', 'server_error']);
/** The deployment is out; another one may answer. */
const movingKinds: ReadonlySet<FailureKind> = new Set(['auth', 'quota_exceeded']);

/**
 * Tries the same model again by the kind of failure. Waiting for a limit is free, as is moving away from a
 * deployment that is out: `route` does the waiting and the moving.
 */
export function retry(policy: RetryPolicy, metrics: Metrics): Middleware {
  return (next: Handler) => async (request, context) => {
    const since = performance.now();
    for (let failures = 0; ; ) {
      try {
        return await next(request, context);
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        if (countedKinds.has(error.kind)) failures += 1;
        if (!mayRetry(error, failures, performance.now() - since)) throw error;
        const { provider = 'unknown', kind } = error;
        metrics.retries.inc({ provider, model: request.model, kind });
        if (countedKinds.has(kind)) await sleep(jitteredDelay(policy, failures), context.signal);
      }
    }
  };

  function mayRetry(error: UpstreamError, failures: number, elapsedMs: number): boolean {
    if (error.code === noDeploymentCode) return false;
    if (error.kind === 'rate_limited' || movingKinds.has(error.kind)) return true;
    if (error.kind === 'overloaded') return elapsedMs < policy.maxOverloadMs;
    return countedKinds.has(error.kind) && failures < policy.attempts;
  }
}

/** Full jitter: anything up to the doubled base, so that callers who failed together part. */
function jitteredDelay({ baseMs, maxMs }: RetryPolicy, failures: number): number {
  return Math.random() * Math.min(maxMs, baseMs * 2 ** (failures - 1));
}
