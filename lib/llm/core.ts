import type { Metrics } from '../metrics.ts';
import { initialiseUpstream } from '../metrics.ts';
import { Transport } from '../providers/transport.ts';
import { check } from './check.ts';
import type { Deployment } from './deployment.ts';
import { fallback } from './fallback.ts';
import { type AttemptContext, compose, type Handler } from './handler.ts';
import { defaultProbePauses } from './health.ts';
import { limit } from './limit.ts';
import { type Limiter, limitConcurrency, limitRate } from './limiter.ts';
import type { Models } from './load-models.ts';
import { type AttemptEvent, meterAttempt } from './meter-attempt.ts';
import { meterCall } from './meter-call.ts';
import { type OutageOptions, outage } from './outage.ts';
import { defaultRetryPolicy, retry } from './retry.ts';
import { Deployments, route } from './route.ts';
import { createSend, type SendObserver } from './send.ts';
import { showAnswers } from './show-answers.ts';

/** The part of a provider's limit that is used. */
const providerShare = 0.98;

export interface CoreOptions {
  models: Models;
  metrics: Metrics;
  /** For the `pipeline` label of metrics. */
  pipeline: string;
  /** Where the proxies are named. */
  env: NodeJS.ProcessEnv;
  /** Undefined: outages are not waited for; each call has its attempts, whatever becomes of the others. */
  outages?: OutageOptions | undefined;
  onAttempt?: ((event: AttemptEvent) => void) | undefined;
  /** Is told, once each, of parameters that are left out for a deployment. */
  onWarning?: ((text: string) => void) | undefined;
  /** Is given the bodies of requests, as they go out, and of answers in OpenAI's shape. */
  onBody?: ((text: string) => void) | undefined;
}

/** Makes calls to all configured models. */
export interface CallCore {
  call: Handler;
  /** Ends all connections. */
  close(): Promise<void>;
}

/**
 * The layers of a call, the outermost first. Places are kept for `cache` (before fallback) and `budget`
 * (after limit).
 */
export function createCallCore({
  models,
  metrics,
  pipeline,
  env,
  outages,
  onAttempt,
  onWarning,
  onBody,
}: CoreOptions): CallCore {
  const transport = new Transport(env);
  for (const { provider, model } of models.deployments)
    initialiseUpstream(metrics, provider, model);
  const pauses = outages && (outages.pauses ?? defaultProbePauses);
  const deployments = new Deployments(models.deployments, metrics, pauses);
  const providers = new Map(models.deployments.map(({ id, provider }) => [id, provider]));
  const retryPolicy = {
    ...defaultRetryPolicy,
    ...(models.retries !== undefined && { attempts: models.retries + 1 }),
  };

  const attempt = compose<AttemptContext>(
    [
      limit(createLimiters(models.deployments), metrics),
      meterAttempt(metrics, onAttempt),
      ...(onBody ? [showAnswers(onBody)] : []),
    ],
    createSend(transport, {
      onDropped: onWarning && tellDropped(onWarning),
      onBody: onBody && ((stage, body) => onBody(`${stage}: request ${body}`)),
    }),
  );
  const call = compose(
    [
      meterCall(metrics, pipeline),
      ...(outages ? [outage(deployments, models.fallbacksOf, outages)] : []),
      fallback(models.fallbacksOf, metrics),
      check(metrics, pipeline, (deployment) => providers.get(deployment) ?? 'unknown'),
      retry(retryPolicy, metrics),
    ],
    route(deployments)(attempt),
  );
  return { call, close: () => transport.close() };
}

/** Each parameter once for each deployment, however many requests bring it. */
function tellDropped(warn: (text: string) => void): SendObserver['onDropped'] {
  const told = new Set<string>();
  return ({ id, provider }, parameter) => {
    const text = `${id}: "${parameter}" is left out, as ${provider} does not support it`;
    if (told.has(text)) return;
    told.add(text);
    warn(text);
  };
}

/** The provider's limits, one set for each deployment. */
function createLimiters(deployments: readonly Deployment[]) {
  const limiters = new Map<Deployment, readonly Limiter[]>();
  for (const deployment of deployments) {
    const { maxConcurrent, requestsPerMinute } = deployment;
    limiters.set(deployment, [
      ...(maxConcurrent === undefined ? [] : [limitConcurrency(maxConcurrent)]),
      ...(requestsPerMinute === undefined
        ? []
        : [limitRate((requestsPerMinute / 60) * providerShare)]),
    ]);
  }
  return (deployment: Deployment): readonly Limiter[] => limiters.get(deployment) ?? [];
}
