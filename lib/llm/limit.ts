import type { Metrics } from '../metrics.ts';
import type { Deployment } from './deployment.ts';
import type { AttemptContext, Middleware } from './handler.ts';
import type { Limiter, Release } from './limiter.ts';

/** Takes a permit of each of the caller's limits and of the deployment's; holds them until `done`. */
export function limit(
  limitersOf: (deployment: Deployment) => readonly Limiter[],
  metrics: Metrics,
): Middleware<AttemptContext> {
  return (next) => async (request, context) => {
    const { deployment } = context;
    const limiters = [...context.limiters, ...limitersOf(deployment)];
    const labels = { provider: deployment.provider, model: deployment.model };
    const from = performance.now();
    const permits = new Permits();
    try {
      const wait = permits.take(limiters, context.signal);
      if (wait) await metered(wait);
      metrics.limiterWait.observe(labels, (performance.now() - from) / 1_000);
      const reply = await next(request, context);
      void reply.done.then(() => permits.release());
      return reply;
    } catch (error) {
      permits.release();
      throw error;
    }

    async function metered(wait: Promise<void>): Promise<void> {
      metrics.limiterQueued.inc(labels);
      await wait.finally(() => metrics.limiterQueued.dec(labels));
    }
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
