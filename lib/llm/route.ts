import { performance } from 'node:perf_hooks';
import { UpstreamError } from '../errors.ts';
import type { Cell } from '../metric-series.ts';
import type { Metrics } from '../metrics.ts';
import type { Deployment } from './deployment.ts';
import type { AttemptContext, Handler, Reply } from './handler.ts';
import { sleep } from './sleep.ts';

/** After a 429 that does not say how long to wait, or says 0, which would be a storm. */
const unknownWaitMs = { least: 250, spread: 500 };
/** Waiting callers come back within this time of a cooldown's end, not all at once. */
const wakeSpreadMs = 50;

interface State {
  deployment: Deployment;
  /** On the clock of performance.now. */
  coolUntil: number;
  /** Why it will never answer again in this run, such as a rejected key. */
  dead: UpstreamError | undefined;
  /** 0 while it is out. */
  up: Cell;
}

/** The deployments of every model with their cooldowns. */
export class Deployments {
  readonly #byModel: ReadonlyMap<string, readonly State[]>;
  readonly #states: ReadonlyMap<Deployment, State>;

  constructor(deployments: readonly Deployment[], metrics: Metrics) {
    const states = deployments.map((deployment): State => {
      const up = metrics.deploymentUp.labels({
        model: deployment.model,
        deployment: deployment.id,
      });
      up.value = 1;
      return { deployment, coolUntil: 0, dead: undefined, up };
    });
    this.#states = new Map(states.map((state) => [state.deployment, state]));
    this.#byModel = Map.groupBy<string, State>(states, ({ deployment }) => deployment.model);
  }

  /** By weight among those that are not cooling; waits when all are. @throws UpstreamError when none is left, by its promise */
  choose(model: string, signal: AbortSignal): Deployment | Promise<Deployment> {
    const states = this.#byModel.get(model) ?? [];
    const now = performance.now();
    const [only] = states;
    if (only && states.length === 1 && !only.dead && only.coolUntil <= now) return useOf(only);
    const alive = states.filter(({ dead }) => !dead);
    if (alive.length === 0) return Promise.reject(noDeployment(model, states));
    const ready = alive.filter(({ coolUntil }) => coolUntil <= now);
    if (ready.length > 0) return useOf(pickByWeight(ready));
    const wakeAt = Math.min(...alive.map(({ coolUntil }) => coolUntil));
    return sleep(wakeAt - now + Math.random() * wakeSpreadMs, signal).then(() =>
      this.choose(model, signal),
    );
  }

  /** Takes a deployment out for a while, or for good where its account is refused. */
  report(deployment: Deployment, error: UpstreamError): void {
    const state = this.#states.get(deployment);
    if (!state) return;
    if (error.kind === 'auth' || error.kind === 'quota_exceeded') state.dead = error;
    else if (error.kind === 'rate_limited' || error.kind === 'overloaded') this.#cool(state, error);
    else return;
    state.up.value = 0;
  }

  #cool(state: State, { retryAfterMs }: UpstreamError): void {
    const waitMs = retryAfterMs || unknownWaitMs.least + Math.random() * unknownWaitMs.spread;
    state.coolUntil = Math.max(state.coolUntil, performance.now() + waitMs);
  }
}

/** Chooses a deployment for each attempt and learns from its answer. */
export function route(deployments: Deployments): (attempt: Handler<AttemptContext>) => Handler {
  return (attempt) => (request, context) => {
    const attemptAt = (deployment: Deployment): Promise<Reply> =>
      attempt(request, { ...context, deployment }).catch((error) => {
        if (error instanceof UpstreamError) deployments.report(deployment, error);
        throw error;
      });
    const choice = deployments.choose(request.model, context.signal);
    return choice instanceof Promise ? choice.then(attemptAt) : attemptAt(choice);
  };
}

/** What is used is up, until it fails again. */
function useOf({ deployment, up }: State): Deployment {
  up.value = 1;
  return deployment;
}

function pickByWeight(states: readonly State[]): State {
  const sum = states.reduce((total, { deployment }) => total + deployment.weight, 0);
  let point = Math.random() * sum;
  for (const state of states) {
    point -= state.deployment.weight;
    if (point < 0) return state;
  }
  const [first] = states;
  if (!first) throw new RangeError('nothing to pick from');
  return first;
}

/** The code of an error that says that a model can never be reached in this run. */
export const noDeploymentCode = 'no_deployment';

function noDeployment(model: string, states: readonly State[]): UpstreamError {
  const last = states.find(({ dead }) => dead)?.dead;
  const why = last ? `: ${last.message}` : '';
  return new UpstreamError(last?.kind ?? 'bad_request', `no deployment of ${model} is left${why}`, {
    code: noDeploymentCode,
    status: last?.status,
    provider: last?.provider,
    model,
    cause: last,
  });
}
