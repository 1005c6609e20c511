import { createServer } from 'node:http';
import { messageOf } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { formatListenAddress, type ListenAddress } from './listen-address.ts';
import type { Log } from './log.ts';

/** Serves `/metrics` until it is closed. A port in use is told; metrics never stop a run. */
export async function serveMetrics(listen: ListenAddress, metrics: Metrics, log: Log) {
  const { registry } = metrics;
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end('metrics are at /metrics\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error) => response.writeHead(500).end(`${messageOf(error)}\n`),
    );
  });
  await new Promise<void>((resolve) => {
    server.once('error', (error) => {
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
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
