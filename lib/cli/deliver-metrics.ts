import type { Metrics } from '../metrics.ts';
import type { ExitCode } from './exit-code.ts';
import type { Log } from './log.ts';
import { MetricsFile } from './metrics-file.ts';
import { MetricsPush } from './metrics-push.ts';
import { serveMetrics } from './metrics-server.ts';
import type { RunOptions } from './run-options.ts';

/** The ways in which the metrics of a run reach those who watch it; none of them ever fails the run. */
export interface MetricsDelivery {
  /** Delivers the last figures; lingers for a scrape unless a signal has ended the run, or comes now. */
  end(exitCode: ExitCode, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

type DeliveryOptions = Pick<
  RunOptions,
  | 'metricsListen'
  | 'metricsLingerMs'
  | 'metricsFile'
  | 'metricsPush'
  | 'metricsPushIntervalMs'
  | 'dryRun'
>;

/** Begins to deliver as the options say; a dry run, which is none that counts, delivers nothing. */
export async function deliverMetrics(
  options: DeliveryOptions,
  pipeline: string,
  metrics: Metrics,
  log: Log,
): Promise<MetricsDelivery> {
  if (options.dryRun) return { end: async () => {}, close: async () => {} };
  const { metricsListen, metricsLingerMs, metricsFile, metricsPush } = options;
  const server = metricsListen && (await serveMetrics(metricsListen, metrics, log));
  const file = metricsFile === undefined ? undefined : new MetricsFile(metricsFile, metrics, log);
  await file?.begin(pipeline);
  const push =
    metricsPush &&
    new MetricsPush(
      { url: metricsPush, intervalMs: options.metricsPushIntervalMs, pipeline },
      metrics,
      log,
    );
  return {
    async end(exitCode, signal) {
      await Promise.all([file?.end(), push?.end(exitCode)]);
      const isInterrupted = exitCode === 130 || exitCode === 143;
      if (metricsLingerMs !== undefined && !isInterrupted) {
        await server?.linger(metricsLingerMs, signal);
      }
    },
    async close() {
      await Promise.all([server?.close(), file?.close(), push?.close()]);
    },
  };
}
