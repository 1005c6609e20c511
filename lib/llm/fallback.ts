import { type FailureKind, UpstreamError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Middleware, Reply } from './handler.ts';
import { OutageError } from './outage-error.ts';
import { noDeploymentCode } from './route.ts';

/** Failures that another model may not have. */
const fallbackKinds: ReadonlySet<FailureKind> = new Set([
  'auth',
  'quota_exceeded',
  'overloaded',
  'timeout',
  'network',
  'server_error',
  'context_length',
  'content_filter',
  'empty_output',
]);

/** The error if another model may do better; else it is thrown. */
function weigh(error: unknown): UpstreamError {
  const mayFallBack =
    error instanceof UpstreamError &&
    (fallbackKinds.has(error.kind) || error.code === noDeploymentCode);
  if (mayFallBack) return error;
  throw error;
}

/** Failures of an account, which end the run once no model is left. */
const accountKinds: ReadonlySet<FailureKind> = new Set(['auth', 'quota_exceeded']);

/**
 * Tries other models in their order when one cannot answer. The error of the last model is thrown, but
 * that of an account only when every model failed so, and that of an unknown model never after another.
 * That of a model which is down goes before those of all others, since it may answer later.
 */
export function fallback(
  fallbacksOf: (model: string) => readonly string[],
  metrics: Metrics,
): Middleware {
  return (next) => (request, context) => {
    const others = context.fallbacks ?? fallbacksOf(request.model);
    if (others.length === 0) return next(request, context);
    return tryFrom(request.model, others, undefined);

    async function tryFrom(
      model: string,
      [to, ...rest]: readonly string[],
      before: UpstreamError | undefined,
    ): Promise<Reply> {
      try {
        return await next(model === request.model ? request : { ...request, model }, context);
      } catch (thrown) {
        const error = weigh(thrown);
        const worst = moreTelling(before, error);
        if (to === undefined) throw worst;
        metrics.fallbacks.inc({ from: model, to, kind: error.kind });
        return tryFrom(to, rest, worst);
      }
    }
  };
}

function moreTelling(before: UpstreamError | undefined, error: UpstreamError): UpstreamError {
  if (before instanceof OutageError) return before;
  const saysLittle = accountKinds.has(error.kind) || error.code === noDeploymentCode;
  return before && saysLittle ? before : error;
}
