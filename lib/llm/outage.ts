import { performance } from 'node:perf_hooks';
import { StopError } from '../errors.ts';
import type { CallContext, Middleware, Reply, Request } from './handler.ts';
import type { ProbePauses } from './health.ts';
import { limitConcurrency, type Release } from './limiter.ts';
import { OutageError } from './outage-error.ts';
import type { Deployments } from './route.ts';
import { sleep } from './sleep.ts';

/** Callers who waited go on within this time, not all at once. */
const wakeSpreadMs = 50;

export interface OutageOptions {
  /** A longer outage ends the run. */
  maxMs: number;
  /** Default: 1 s, doubled up to 30 s. */
  pauses?: ProbePauses;
  /** Told once per outage, when the first probe has failed too. */
  onDown?: (outage: { models: readonly string[]; reason: string; nextTryMs: number }) => void;
  /** Told of the same outages. */
  onUp?: (outage: { models: readonly string[]; durationMs: number }) => void;
}

/**
 * Lets calls wait while their model and all its fallbacks are down. One of them at a time tries again, and
 * once it is answered all go on. What failed meanwhile counts as no attempt. @throws StopError when an
 * outage lasts too long; UpstreamError `aborted` when the caller drains
 */
export function outage(
  deployments: Deployments,
  fallbacksOf: (model: string) => readonly string[],
  options: OutageOptions,
): Middleware {
  const waits = new Map<string, OutageWait>();

  function waitOf(models: readonly string[]): OutageWait {
    const key = JSON.stringify(models);
    let wait = waits.get(key);
    if (!wait) {
      wait = new OutageWait(models, deployments, options);
      waits.set(key, wait);
    }
    return wait;
  }

  /** Where another model is up, it has failed this call, so that only the one that is down can help. */
  function waitFor(request: Request, context: CallContext, { model }: OutageError): OutageWait {
    const models = [request.model, ...(context.fallbacks ?? fallbacksOf(request.model))];
    return waitOf(deployments.isDown(models) ? models : [model]);
  }

  return (next) => {
    async function tryAgain(
      request: Request,
      context: CallContext,
      attempts: number,
      failure: OutageError,
    ): Promise<Reply> {
      let result: Reply | OutageError = failure;
      while (result instanceof OutageError) {
        context.trace.attempts = attempts;
        const wait = waitFor(request, context, result);
        result = await wait.tryNext(result, context.drain, () => next(request, context));
      }
      return result;
    }

    return (request, context) => {
      const { attempts } = context.trace;
      return next(request, context).catch((error) => {
        if (error instanceof OutageError) return tryAgain(request, context, attempts, error);
        throw error;
      });
    };
  };
}

/** The calls to one chain of models that wait for it, first come first served. */
class OutageWait {
  readonly #models: readonly string[];
  readonly #deployments: Deployments;
  readonly #options: OutageOptions;
  readonly #turns = limitConcurrency(1);
  /** On the clock of performance.now; undefined while a model is up. */
  #since: number | undefined;
  #isTold = false;

  constructor(models: readonly string[], deployments: Deployments, options: OutageOptions) {
    this.#models = models;
    this.#deployments = deployments;
    this.#options = options;
  }

  /** Makes the call in its turn; gives the failure if the outage goes on. */
  async tryNext(
    failure: OutageError,
    drain: AbortSignal,
    call: () => Promise<Reply>,
  ): Promise<Reply | OutageError> {
    const endTurn = await this.#takeTurn(failure, drain);
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof OutageError)) throw error;
      this.#tell(error);
      return error;
    } finally {
      this.#look();
      endTurn();
    }
  }

  /** The turn is held while the models are down, so that the others wait for what comes of it. */
  async #takeTurn(failure: OutageError, drain: AbortSignal): Promise<Release> {
    const release = await this.#turns.acquire(drain);
    try {
      await this.#rest(failure, drain);
    } catch (error) {
      release();
      throw error;
    }
    if (this.#since !== undefined) return release;
    release();
    await sleep(Math.random() * wakeSpreadMs, drain);
    return release;
  }

  /** Tells why it goes on, once. */
  #tell({ message }: OutageError): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#options.onDown?.({
      models: this.#models,
      reason: message,
      nextTryMs: this.#deployments.restMs(this.#models),
    });
  }

  /** Notes whether it is over. */
  #look(): void {
    if (this.#since === undefined || this.#deployments.isDown(this.#models)) return;
    const durationMs = performance.now() - this.#since;
    if (this.#isTold) this.#options.onUp?.({ models: this.#models, durationMs });
    this.#since = undefined;
    this.#isTold = false;
  }

  /** Until a probe may be made, or the outage is over. */
  async #rest({ message }: OutageError, drain: AbortSignal): Promise<void> {
    this.#since ??= performance.now();
    const endsAt = this.#since + this.#options.maxMs;
    for (;;) {
      this.#look();
      const restMs = this.#deployments.restMs(this.#models);
      if (restMs === 0) return;
      const leftMs = endsAt - performance.now();
      if (leftMs <= 0) throw tooLong(this.#models, message);
      await sleep(Math.min(restMs, leftMs), drain);
    }
  }
}

const tooLong = (models: readonly string[], reason: string) =>
  new StopError(`${models.join(' and ')} did not answer within --max-outage: ${reason}`);
