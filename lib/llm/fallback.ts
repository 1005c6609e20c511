import { type FailureKind, UpstreamError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Middleware } from './handler.ts';
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

const mayFallBack = ({ kind, code }: UpstreamError): boolean =>
  fallbackKinds.has(kind) || code === noDeploymentCode;

/** Failures of an account, which end the run once no model is left. */
const accountKinds: ReadonlySet<FailureKind> = new Set(['auth', 'quota_exceeded']);

/**
 * Tries other models in their order when one cannot answer. The error of the last model is thrown, but
 * that of an account only when every model failed so.
 */
export function fallback(
  fallbacksOf: (model: string) => readonly string[],
  metrics: Metrics,
): Middleware {
  return (next) => async (request, context) => {
    const models = [request.model, ...(context.fallbacks ?? fallbacksOf(request.model))];
    let thrown: UpstreamError | undefined;
    for (const [index, model] of models.entries()) {
      try {
        return await next(model === request.model ? request : { ...request, model }, context);
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        if (!thrown || !accountKinds.has(error.kind)) thrown = error;
        const to = models[index + 1];
        if (to === undefined || !mayFallBack(error)) throw thrown;
        metrics.fallbacks.inc({ from: model, to, kind: error.kind });
      }
    }
    throw new RangeError('a call has at least one model');
  };
}
