import type { Metrics } from '../metrics.ts';
import type { Middleware } from './handler.ts';

/** Measures one logical call with all its waits, retries and fallbacks, to its end. */
export function meterCall(metrics: Metrics, pipeline: string): Middleware {
  return (next) => async (request, context) => {
    const from = performance.now();
    const finish = (outcome: 'success' | 'error'): void => {
      const labels = { pipeline, stage: context.stage, outcome };
      metrics.callDuration.observe(labels, (performance.now() - from) / 1_000);
    };
    try {
      const reply = await next(request, context);
      void reply.done.then(({ error }) => finish(error ? 'error' : 'success'));
      return reply;
    } catch (error) {
      finish('error');
      throw error;
    }
  };
}
