import querystring from 'node:querystring';
import { Pushgateway, Registry } from 'prom-client';
import { messageOf } from '../errors.ts';
import { lastSuccessName, type Metrics } from '../metrics.ts';
import type { Log } from './log.ts';
import { Periodic } from './periodic.ts';

/** A gateway that does not answer must not hold up the end of a run. */
const timeoutMs = 5_000;
const longestReason = 200;

export interface PushOptions {
  url: URL;
  intervalMs: number;
  pipeline: string;
}

/** Sends the metrics to a Pushgateway now and then. Failures are warnings. */
export class MetricsPush {
  readonly #options: PushOptions;
  readonly #metrics: Metrics;
  readonly #log: Log;
  readonly #periodic: Periodic;
  readonly #withoutSuccess: Registry;

  constructor(options: PushOptions, metrics: Metrics, log: Log) {
    this.#options = options;
    this.#metrics = metrics;
    this.#log = log;
    this.#withoutSuccess = withoutLastSuccess(metrics.registry);
    this.#periodic = new Periodic(() => this.#push(this.#withoutSuccess), options.intervalMs);
    // A gateway may repeat it in its answer.
    log.hide(querystring.unescape(options.url.password));
  }

  /** Sends the last figures. */
  async end(exitCode: number): Promise<void> {
    await this.close();
    await this.#push(exitCode === 0 ? this.#metrics.registry : this.#withoutSuccess);
  }

  close(): Promise<void> {
    return this.#periodic.stop();
  }

  async #push(registry: Registry): Promise<void> {
    const { url, pipeline } = this.#options;
    const signal = AbortSignal.timeout(timeoutMs);
    const gateway = new Pushgateway(url.href, { signal }, registry);
    try {
      // It does not notice an answer that breaks off.
      await Promise.race([
        gateway.pushAdd({ jobName: 'llm-pipe', groupings: { pipeline } }),
        rejectOn(signal),
      ]);
    } catch (error) {
      const reason = signal.aborted ? `no answer in ${timeoutMs / 1_000} s` : messageOf(error);
      const [line = ''] = reason.split('\n', 1);
      this.#log.warn(
        `cannot push metrics to ${url.origin}${url.pathname}: ${line.slice(0, longestReason)}`,
      );
    }
  }
}

const rejectOn = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** A gateway keeps what it is not sent: when the pipeline last succeeded. */
function withoutLastSuccess(registry: Registry): Registry {
  const rest = new Registry();
  for (const { name } of registry.getMetricsAsArray()) {
    const metric = registry.getSingleMetric(name);
    if (metric && name !== lastSuccessName) rest.registerMetric(metric);
  }
  return rest;
}
