import type { Metrics } from '../metrics.ts';
import { atEnd, type Middleware } from './handler.ts';

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

  return (next) => async (request, context) => {
    const from = performance.now();
    const meter = meterOf(context.stage);
    const finish = (outcome: 'success' | 'error'): void =>
      meter[outcome].observe((performance.now() - from) / 1_000);
    try {
      const reply = await next(request, context);
      atEnd(reply, ({ error }) => finish(error ? 'error' : 'success'));
      return reply;
    } catch (error) {
      finish('error');
      throw error;
    }
  };
}
