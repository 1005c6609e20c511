import { createServer } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { serveMetrics } from '../../lib/cli/metrics-server.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { listen, shut } from '../support/upstream.ts';
import { memoryLog } from './capture.ts';

const Server = suite('metrics server');

/** Runs `use` with the address of a server of these metrics. */
async function serving(
  metrics = createMetrics(),
  use: (address: string) => Promise<void>,
): Promise<void> {
  const { log, text } = memoryLog('verbose');
  const server = await serveMetrics({ host: '127.0.0.1', port: 0 }, metrics, log);
  const [, address = ''] = /^llm-pipe: metrics on (http:.*)\/metrics\n$/.exec(text()) ?? [];
  try {
    await use(address);
  } finally {
    await server.close();
  }
}

Server('answers each scrape with the metrics as they are then', async () => {
  const metrics = createMetrics();
  await serving(metrics, async (address) => {
    metrics.recordsRead.inc({ pipeline: 'p' }, 3);
    const first = await fetch(`${address}/metrics`);
    assert.is(first.status, 200);
    assert.match(first.headers.get('content-type') ?? '', /^text\/plain; version=/);
    assert.match(await first.text(), '\nllm_pipe_records_read_total{pipeline="p"} 3\n');
    metrics.recordsRead.inc({ pipeline: 'p' });
    const second = await fetch(`${address}/metrics?x=1`);
    assert.match(await second.text(), '\nllm_pipe_records_read_total{pipeline="p"} 4\n');
  });
});

Server('says where the metrics are', async () => {
  await serving(createMetrics(), async (address) => {
    for (const path of ['/', '/metrics/x', '/health']) {
      const response = await fetch(address + path);
      assert.is(response.status, 404);
      assert.is(await response.text(), 'metrics are at /metrics\n');
    }
  });
});

Server('says what went wrong with a metric', async () => {
  const metrics = createMetrics();
  const broken = () => Promise.reject(new Error('broken'));
  Object.assign(metrics.registry, { metrics: broken });
  await serving(metrics, async (address) => {
    const response = await fetch(`${address}/metrics`);
    assert.is(response.status, 500);
    assert.is(await response.text(), 'broken\n');
  });
});

Server('tells of a port in use, and lets the run go on', async () => {
  const other = createServer();
  const port = Number(new URL(await listen(other)).port);
  try {
    const { log, text } = memoryLog('quiet');
    const server = await serveMetrics({ host: '127.0.0.1', port }, createMetrics(), log);
    assert.match(text(), `llm-pipe: no metrics on 127.0.0.1:${port}: listen EADDRINUSE`);
    await server.close();
  } finally {
    await shut(other);
  }
});

Server('does not wait for a scrape that is under way when it is closed', async () => {
  const metrics = createMetrics();
  const asked = Promise.withResolvers<void>();
  const hang = () => {
    asked.resolve();
    return new Promise(() => {});
  };
  Object.assign(metrics.registry, { metrics: hang });
  let scrape: Promise<unknown> | undefined;
  await serving(metrics, async (address) => {
    scrape = fetch(`${address}/metrics`).catch((thrown: unknown) => thrown);
    await asked.promise;
  });
  assert.instance(await scrape, TypeError);
});

for (const [how, ms, end] of [
  ['it has been scraped', 60_000, (address) => fetch(`${address}/metrics`)],
  ['its time is over', 1, () => {}],
  ['a signal comes', 60_000, (_address, abort) => abort()],
] as const satisfies [string, number, (address: string, abort: () => void) => unknown][]) {
  Server(`lingers until ${how}`, async () => {
    const { log, text } = memoryLog('verbose');
    const server = await serveMetrics({ host: '127.0.0.1', port: 0 }, createMetrics(), log);
    const [, address = ''] = /(http:.*)\/metrics\n$/.exec(text()) ?? [];
    await (await fetch(`${address}/metrics`)).text();
    const cut = new AbortController();
    const lingering = server.linger(ms, cut.signal);
    if (ms > 1) {
      assert.is((await fetch(`${address}/other`)).status, 404);
      assert.is(await Promise.race([lingering, 'lingers']), 'lingers');
    }
    await end(address, () => cut.abort());
    await lingering;
    await server.close();
  });
}

Server('does not linger where it could not listen, or after a signal', async () => {
  const other = createServer();
  const port = Number(new URL(await listen(other)).port);
  try {
    const { log } = memoryLog('quiet');
    const never = new AbortController().signal;
    const deaf = await serveMetrics({ host: '127.0.0.1', port }, createMetrics(), log);
    await deaf.linger(60_000, never);
    const server = await serveMetrics({ host: '127.0.0.1', port: 0 }, createMetrics(), log);
    await server.linger(60_000, AbortSignal.abort());
    await server.close();
  } finally {
    await shut(other);
  }
});

Server.run();
