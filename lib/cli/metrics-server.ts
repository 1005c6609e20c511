import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, UsageError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Log } from './log.ts';

/** `HOST:PORT`; a host with colons stands in brackets. @throws UsageError */
export function parseListen(text: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^(\[[^\]]+\]|[^:]*):(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) {
    throw new UsageError(`--metrics-listen: expected HOST:PORT, got "${text}"`);
  }
  return { host: host.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port) };
}

/** Serves `/metrics` until it is closed. A port in use is told; metrics never stop a run. */
export async function serveMetrics(listen: string, metrics: Metrics, log: Log) {
  const { host, port } = parseListen(listen);
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
      log.error(`llm-pipe: no metrics on ${listen}: ${messageOf(error)}`);
      resolve();
    });
    server.listen(port, host, () => {
      log.verbose(`llm-pipe: metrics on http://${addressOf(server.address())}/metrics`);
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

function addressOf(address: AddressInfo | string | null): string {
  if (typeof address !== 'object' || !address) return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${host}:${address.port}`;
}
