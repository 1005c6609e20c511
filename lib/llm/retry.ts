import { performance } from 'node:perf_hooks';
import { type FailureKind, UpstreamError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Middleware, Reply } from './handler.ts';
import { OutageError } from './outage-error.ts';
import { noDeploymentCode } from './route.ts';
import { sleep } from './sleep.ts';

/** How often and how fast the same model is tried again. */
export interface RetryPolicy {
  /** Attempts in all after failures that count, the first included. */
  attempts: number;
  baseMs: number;
  maxMs: number;
  /** How long a call may wait for an overloaded provider, from its first failure on. */
  maxOverloadMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 5,
  baseMs: 500,
  maxMs: 30_000,
  maxOverloadMs: 600_000,
};

const countedKinds: ReadonlySet<FailureKind> = new Set(['timeout', 'network', 'server_error']);
/** The provider may know better than its status whether the same request can pass. */
const isCounted = (error: UpstreamError): boolean =>
  (error.isRetryable ?? countedKinds.has(error.kind)) &&
  !routedKinds.has(error.kind) &&
  !(error instanceof OutageError);
/** The deployment is out; another one may answer. */
const movingKinds: ReadonlySet<FailureKind> = new Set(['auth', 'quota_exceeded']);
/** After these `route` waits or moves. */
const routedKinds: ReadonlySet<FailureKind> = new Set([
  ...movingKinds,
  'rate_limited',
  'overloaded',
]);

/**
 * Tries the same model again by the kind of failure. Waiting for a limit is free, as is moving away from a
 * deployment that is out or down: `route` does the waiting and the moving.
 */
export function retry(policy: RetryPolicy, metrics: Metrics): Middleware {
  return (next) => (request, context) => {
    return next(request, context).catch(tryAgain);

    async function tryAgain(first: unknown): Promise<Reply> {
      const patience = new Patience(policy);
      for (let failure = first; ; ) {
        const error = patience.weigh(failure);
        const { provider = 'unknown', kind } = error;
        metrics.retries.inc({ provider, model: request.model, kind });
        if (isCounted(error)) await sleep(patience.delayMs(), context.signal);
        try {
          return await next(request, context);
        } catch (thrown) {
          failure = thrown;
        }
      }
    }
  };
}

/** How much more one call to one model may be tried, from its first failure on. */
class Patience {
  readonly #policy: RetryPolicy;
  readonly #since = performance.now();
  #failures = 0;

  constructor(policy: RetryPolicy) {
    this.#policy = policy;
  }

  /** The error if the call may be tried again; else it is thrown. */
  weigh(error: unknown): UpstreamError {
    if (error instanceof UpstreamError && this.#lasts(error)) return error;
    throw error;
  }

  #lasts(error: UpstreamError): boolean {
    const { kind, code } = error;
    const { attempts, maxOverloadMs } = this.#policy;
    if (error instanceof OutageError) return !error.isOfModel;
    if (code === noDeploymentCode) return false;
    if (kind === 'rate_limited' || movingKinds.has(kind)) return true;
    if (kind === 'overloaded') {
      return error.isRetryable !== false && performance.now() - this.#since < maxOverloadMs;
    }
    if (!isCounted(error)) return false;
    this.#failures += 1;
    return this.#failures < attempts;
  }

  /** Full jitter: anything up to the doubled base, so that callers who failed together part. */
  delayMs(): number {
    const { baseMs, maxMs } = this.#policy;
    return Math.random() * Math.min(maxMs, baseMs * 2 ** (this.#failures - 1));
  }
}
