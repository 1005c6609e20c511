import type { Metrics } from '../metrics.ts';
import type { Deployment } from './deployment.ts';
import type { AttemptContext, Middleware } from './handler.ts';
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

  return (next) => async (request, context) => {
    const { limiters, queued, waitSeconds } = gateOf(context.deployment);
    const permits = new Permits();
    const from = performance.now();
    try {
      const wait = permits.take([...context.limiters, ...limiters], context.signal);
      if (wait !== undefined) {
        queued.inc();
        await wait.finally(() => queued.dec());
      }
      waitSeconds.observe((performance.now() - from) / 1_000);
      const reply = await next(request, context);
      void reply.done.then(() => permits.release());
      return reply;
    } catch (error) {
      permits.release();
      throw error;
    }
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

/** The permits of one attempt. */
class Permits {
  readonly #releases: Release[] = [];

  /** Undefined when all were free at once. */
  take(limiters: readonly Limiter[], signal: AbortSignal): Promise<void> | undefined {
    for (const [index, limiter] of limiters.entries()) {
      const permit = limiter.acquire(signal);
      if (permit instanceof Promise)
        return this.#takeRest(permit, limiters.slice(index + 1), signal);
      this.#releases.push(permit);
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
    for (const release of this.#releases.splice(0)) release();
  }
}
