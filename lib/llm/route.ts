import { performance } from 'node:perf_hooks';
import { UpstreamError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Deployment } from './deployment.ts';
import type { AttemptContext, CallContext, CallTrace, Handler, Reply } from './handler.ts';
import { Health, type ProbePauses } from './health.ts';
import { OutageError } from './outage-error.ts';
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
  /** Undefined where outages are not looked for. */
  health: Health | undefined;
}

/** The deployments of every model with their cooldowns and outages. */
export class Deployments {
  readonly #byModel: ReadonlyMap<string, readonly State[]>;
  readonly #states: ReadonlyMap<Deployment, State>;

  /** Without `pauses` no deployment counts as down. */
  constructor(deployments: readonly Deployment[], metrics: Metrics, pauses?: ProbePauses) {
    const states = deployments.map((deployment): State => {
      const health = pauses && new Health(pauses);
      return { deployment, coolUntil: 0, dead: undefined, health };
    });
    for (const state of states) {
      const { id, model } = state.deployment;
      metrics.deploymentUp.watch({ model, deployment: id }, () => Number(isUp(state)));
    }
    this.#states = new Map(states.map((state) => [state.deployment, state]));
    this.#byModel = Map.groupBy<string, State>(states, ({ deployment }) => deployment.model);
  }

  /**
   * By weight among those that are up, or down and due for a probe; waits when all are cooling.
   * @throws UpstreamError when none is left, OutageError when all that are left are down, by its promise
   */
  choose(model: string, context: CallContext): Deployment | Promise<Deployment> {
    const states = this.#byModel.get(model) ?? [];
    const now = performance.now();
    const [only] = states;
    if (only && states.length === 1 && isUp(only, now)) return only.deployment;
    const alive = states.filter(({ dead }) => !dead);
    if (alive.length === 0) return Promise.reject(noDeployment(model, states));
    const rested = alive.filter(({ health }) => !health || health.restMs === 0);
    const ready = rested.filter(({ coolUntil }) => coolUntil <= now);
    if (ready.length > 0) {
      const { health, deployment } = pickByWeight(ready);
      health?.begin(context.trace);
      return deployment;
    }
    if (rested.length === 0) return Promise.reject(new OutageError(model, reasonOf(alive), true));
    const wakeAt = Math.min(...rested.map(({ coolUntil }) => coolUntil));
    return sleep(wakeAt - now + Math.random() * wakeSpreadMs, context.signal).then(() =>
      this.choose(model, context),
    );
  }

  /** A deployment has answered a call. */
  succeed(deployment: Deployment): void {
    this.#states.get(deployment)?.health?.succeed();
  }

  /**
   * Takes a deployment out for a while, or for good where its account is refused. Gives the error that is
   * to be thrown, which is another one where the deployment is down.
   */
  fail(deployment: Deployment, error: unknown, call: CallTrace): unknown {
    const state = this.#states.get(deployment);
    const { model } = deployment;
    const isOutage = state?.health?.fail(error, call);
    if (!state || !(error instanceof UpstreamError)) return error;
    if (error.kind === 'auth' || error.kind === 'quota_exceeded') state.dead = error;
    else if (error.kind === 'rate_limited' || error.kind === 'overloaded') cool(state, error);
    return isOutage ? new OutageError(model, error, this.isDown([model])) : error;
  }

  /** Every deployment of these models that is not dead is down. */
  isDown(models: readonly string[]): boolean {
    return this.#alive(models).every(({ health }) => health?.isDown);
  }

  /** How long none of these models gets an attempt, for being down; 0 where one is up. */
  restMs(models: readonly string[]): number {
    const rests = this.#alive(models).map(({ health }) => health?.restMs ?? 0);
    return rests.length > 0 ? Math.min(...rests) : 0;
  }

  #alive(models: readonly string[]): State[] {
    return models.flatMap((model) => this.#byModel.get(model) ?? []).filter(({ dead }) => !dead);
  }
}

/** Chooses a deployment for each attempt and learns from its answer. */
export function route(deployments: Deployments): (attempt: Handler<AttemptContext>) => Handler {
  return (attempt) => (request, context) => {
    const attemptAt = (deployment: Deployment): Promise<Reply> =>
      attempt(request, { ...context, deployment }).then(
        (reply) => {
          deployments.succeed(deployment);
          return reply;
        },
        (error) => {
          throw deployments.fail(deployment, error, context.trace);
        },
      );
    const choice = deployments.choose(request.model, context);
    return choice instanceof Promise ? choice.then(attemptAt) : attemptAt(choice);
  };
}

const isUp = ({ dead, coolUntil, health }: State, now = performance.now()): boolean =>
  !dead && coolUntil <= now && !health?.isDown;

function cool(state: State, { retryAfterMs }: UpstreamError): void {
  const waitMs = retryAfterMs || unknownWaitMs.least + Math.random() * unknownWaitMs.spread;
  state.coolUntil = Math.max(state.coolUntil, performance.now() + waitMs);
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

/** Why deployments that are all down are so. */
function reasonOf(states: readonly State[]): UpstreamError {
  const error = states.find(({ health }) => health?.error)?.health?.error;
  if (!error) throw new RangeError('nothing is down');
  return error;
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
