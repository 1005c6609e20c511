import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { mock } from 'node:test';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MetricsPush } from '../../lib/cli/metrics-push.ts';
import { createMetrics, type Metrics } from '../../lib/metrics.ts';
import { until } from '../simulator/with-simulator.ts';
import { listen, shut } from '../support/upstream.ts';
import { memoryLog } from './capture.ts';

const Push = suite('metrics push');

interface Pushed {
  target: string;
  authorization: string | undefined;
  body: string;
}

type Answer = (response: ServerResponse) => void;

const accept: Answer = (response) => response.writeHead(202).end();

/** Pushes to a gateway that answers so, with what it was sent and what the log has told. */
async function pushing(
  answer: Answer,
  use: (setting: {
    push: MetricsPush;
    metrics: Metrics;
    pushed: readonly Pushed[];
    told: () => string;
    host: string;
  }) => Promise<void>,
): Promise<void> {
  const pushed: Pushed[] = [];
  const server = createServer((request, response) => {
    void readText(request).then((body) => {
      const { method, url, headers } = request;
      pushed.push({ target: `${method} ${url}`, authorization: headers.authorization, body });
      answer(response);
    });
  });
  const url = new URL('/base', await listen(server));
  Object.assign(url, { username: 'user', password: 'secret word' });
  const metrics = createMetrics();
  const { log, text } = memoryLog('normal');
  const push = new MetricsPush({ url, intervalMs: 30_000, pipeline: 'p' }, metrics, log);
  try {
    await use({ push, metrics, pushed, told: text, host: url.host });
  } finally {
    await push.close();
    log.flush();
    await shut(server);
  }
}

Push('adds to the group of the pipeline, with the credentials of the address', () =>
  pushing(accept, async ({ push, metrics, pushed, told }) => {
    metrics.recordsRead.inc({ pipeline: 'p' }, 3);
    await push.end(0);
    const [only] = pushed;
    assert.is(pushed.length, 1);
    assert.is(only?.target, 'POST /base/metrics/job/llm-pipe/pipeline/p');
    assert.is(only?.authorization, `Basic ${btoa('user:secret word')}`);
    assert.match(only?.body ?? '', '\nllm_pipe_records_read_total{pipeline="p"} 3\n');
    assert.is(told(), '');
  }),
);

for (const [exitCode, isSent] of [
  [0, true],
  [1, false],
  [143, false],
] as const) {
  Push(`${isSent ? 'sends' : 'leaves out'} the last success at the exit code ${exitCode}`, () =>
    pushing(accept, async ({ push, metrics, pushed }) => {
      metrics.lastSuccess.set({ pipeline: 'p' }, 1);
      await push.end(exitCode);
      assert.is(pushed[0]?.body.includes('last_success_timestamp_seconds'), isSent);
      assert.match(pushed[0]?.body ?? '', 'llm_pipe_last_exit_code');
    }),
  );
}

Push('sends at its interval too, without the last success', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    await pushing(accept, async ({ metrics, pushed }) => {
      metrics.lastSuccess.set({ pipeline: 'p' }, 1);
      mock.timers.tick(30_000);
      await until(() => pushed.length === 1);
      assert.not.match(pushed[0]?.body ?? '', 'last_success');
    });
  } finally {
    mock.timers.reset();
  }
});

for (const [what, answer, reason] of [
  [
    'refuses',
    (response) => response.writeHead(401).end(`no secret word\n${'x'.repeat(1_000)}`),
    'push failed with status 401, no ***',
  ],
  [
    'says too much',
    (response) => response.writeHead(400).end('x'.repeat(1_000)),
    `push failed with status 400, ${'x'.repeat(171)}`,
  ],
  ['breaks off', (response) => response.destroy(), 'socket hang up'],
] as const satisfies [string, Answer, string][]) {
  Push(`warns of a gateway that ${what}, and shows no credentials`, () =>
    pushing(answer, async ({ push, told, host }) => {
      await push.end(0);
      assert.is(told(), `warning: cannot push metrics to http://${host}/base: ${reason}\n`);
    }),
  );
}

Push('gives up a gateway that never answers', () => {
  const late = new AbortController();
  return pushing(
    () => late.abort(),
    async ({ push, told }) => {
      await withTimeout(late.signal, () => push.end(0));
      assert.match(told(), /: no answer in 5 s\n$/);
    },
  );
});

Push('gives up a gateway that breaks off within its answer', () =>
  pushing(
    (response) => response.writeHead(200).write('x', () => response.destroy()),
    async ({ push, told }) => {
      const late = new AbortController();
      const abortAtClose = (message: unknown) => {
        const { socket } = message as { socket: Socket };
        socket.once('close', () => late.abort());
      };
      subscribe('net.client.socket', abortAtClose);
      await withTimeout(late.signal, () => push.end(0));
      unsubscribe('net.client.socket', abortAtClose);
      assert.match(told(), /: no answer in 5 s\n$/);
    },
  ),
);

/** Gives this signal to who asks for one that is aborted after a time. */
async function withTimeout(signal: AbortSignal, use: () => Promise<void>): Promise<void> {
  const { timeout } = AbortSignal;
  AbortSignal.timeout = () => signal;
  try {
    await use();
  } finally {
    AbortSignal.timeout = timeout;
  }
}

Push.run();
