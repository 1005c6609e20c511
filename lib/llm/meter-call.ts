import { performance } from 'node:perf_hooks';
import type { Metrics } from '../metrics.ts';
import { type Middleware, watchEnd } from './handler.ts';

/** Measures one logical call with all its waits, retries and fallbacks, to its end. */
export function meterCall(metrics: Metrics, pipeline: string): Middleware {
  const meters = new Map<string, ReturnType<typeof createMeter>>();

  function createMeter(stage: string) {
    return {
      success: metrics.callDuration.labels({ pipeline, stage, outcome: 'success' }),
      error: metrics.callDuration.labels({ pipeline, stage, outcome: 'error' }),
    };
  }

  function meterOf(stage: string) {
    let meter = meters.get(stage);
    if (!meter) {
      meter = createMeter(stage);
      meters.set(stage, meter);
    }
    return meter;
  }

  return (next) => (request, context) => {
    const from = performance.now();
    const meter = meterOf(context.stage);
    return watchEnd(next(request, context), ({ error }) =>
      meter[error ? 'error' : 'success'].observe((performance.now() - from) / 1_000),
    );
  };
}
