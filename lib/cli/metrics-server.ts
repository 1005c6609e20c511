import { createServer } from 'node:http';
import { messageOf } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { formatListenAddress, type ListenAddress } from './listen-address.ts';
import type { Log } from './log.ts';

export interface MetricsServer {
  /** Settles after one more scrape, after this time, or when the signal is aborted. */
  linger(ms: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Serves `/metrics` until it is closed. A port in use is told; metrics never stop a run. */
export async function serveMetrics(
  listen: ListenAddress,
  metrics: Metrics,
  log: Log,
): Promise<MetricsServer> {
  const { registry } = metrics;
  /** Of those scrapes that begin from now on. */
  let onScraped = () => {};
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end('metrics are at /metrics\n');
      return;
    }
    const told = onScraped;
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text, told),
      (error) => response.writeHead(500).end(`${messageOf(error)}\n`),
    );
  });
  await new Promise<void>((resolve) => {
    server.on('error', (error) => {
      log.error(`llm-pipe: no metrics on ${formatListenAddress(listen)}: ${messageOf(error)}`);
      resolve();
    });
    server.listen(listen.port, listen.host, () => {
      const bound = server.address();
      const port = typeof bound === 'object' && bound ? bound.port : listen.port;
      const address = formatListenAddress({ ...listen, port });
      log.verbose(`llm-pipe: metrics on http://${address}/metrics`);
      resolve();
    });
  });
  return {
    async linger(ms, signal) {
      if (!server.listening || signal.aborted) return;
      log.info(`llm-pipe: metrics stay for one more scrape, at most ${ms / 1_000} s`);
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => resolve(), { once: true });
      onScraped = resolve;
      await promise;
      clearTimeout(timer);
    },
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
