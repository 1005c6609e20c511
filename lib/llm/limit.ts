import { performance } from 'node:perf_hooks';
import type { Cell } from '../metric-series.ts';
import type { Metrics } from '../metrics.ts';
import type { Deployment } from './deployment.ts';
import { type AttemptContext, type Middleware, type Reply, watchEnd } from './handler.ts';
import type { Limiter, Release } from './limiter.ts';

/** Takes a permit of each of the caller's limits and of the deployment's; holds them until `done`. */
export function limit(
  limitersOf: (deployment: Deployment) => readonly Limiter[],
  metrics: Metrics,
): Middleware<AttemptContext> {
  const gates = new Map<Deployment, ReturnType<typeof createGate>>();

  function gateOf(deployment: Deployment) {
    let gate = gates.get(deployment);
    if (!gate) {
      gate = createGate(deployment, limitersOf(deployment), metrics);
      gates.set(deployment, gate);
    }
    return gate;
  }

  return (next) => (request, context) => {
    const { limiters, queued, waitSeconds } = gateOf(context.deployment);
    const permits = new Permits();
    const go = (waitedSeconds: number): Promise<Reply> => {
      waitSeconds.observe(waitedSeconds);
      return next(request, context);
    };
    const wait = permits.take(context.limiters, limiters, context.signal);
    const calling = wait === undefined ? go(0) : timed(wait, queued).then(go);
    return watchEnd(calling, () => permits.release());
  };
}

function createGate(
  { provider, model }: Deployment,
  limiters: readonly Limiter[],
  metrics: Metrics,
) {
  return {
    limiters,
    queued: metrics.limiterQueued.labels({ provider, model }),
    waitSeconds: metrics.limiterWait.labels({ provider, model }),
  };
}

/** How long a wait took, in seconds. */
async function timed(wait: Promise<void>, queued: Cell): Promise<number> {
  const from = performance.now();
  queued.inc();
  await wait.finally(() => queued.dec());
  return (performance.now() - from) / 1_000;
}

/** The permits of one attempt. */
class Permits {
  readonly #releases: Release[] = [];

  /** Takes the callers' before the deployment's; undefined when all were free at once. */
  take(
    callers: readonly Limiter[],
    deployments: readonly Limiter[],
    signal: AbortSignal,
  ): Promise<void> | undefined {
    for (let at = 0; at < callers.length + deployments.length; at += 1) {
      const permit = (callers[at] ?? deployments[at - callers.length])?.acquire(signal);
      if (permit instanceof Promise) {
        const rest = [...callers, ...deployments].slice(at + 1);
        return this.#takeRest(permit, rest, signal);
      }
      if (permit) this.#releases.push(permit);
    }
    return undefined;
  }

  async #takeRest(
    first: Promise<Release>,
    rest: readonly Limiter[],
    signal: AbortSignal,
  ): Promise<void> {
    this.#releases.push(await first);
    for (const limiter of rest) this.#releases.push(await limiter.acquire(signal));
  }

  release(): void {
    for (const release of this.#releases) release();
  }
}
