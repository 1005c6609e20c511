import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { UpstreamError } from '../../lib/errors.ts';
import { maxAnswerBytes } from '../../lib/providers/exchange.ts';
import type { HttpRequest } from '../../lib/providers/provider.ts';
import type { StreamControl, StreamReceiver } from '../../lib/providers/streamed-exchange.ts';
import { Transport } from '../../lib/providers/transport.ts';
import { upstreamErrorOf } from '../support/calls.ts';
import {
  type Answer,
  chat,
  delta,
  done,
  hang,
  listen,
  raw,
  reset,
  shut,
  stream,
  type Upstream,
  withUpstream,
} from '../support/upstream.ts';

const Plain = suite('transport of plain answers');
const Streamed = suite('transport of streams');
const Proxied = suite('transport through proxies');

const patient = { totalMs: 10_000, firstMs: 10_000, idleMs: 10_000 };
const brief = 20;
const never = new AbortController().signal;

const requestTo = (baseUrl: string): HttpRequest => ({
  baseUrl,
  path: '/chat/completions',
  headers: { 'content-type': 'application/json', 'x-own': '1' },
  body: '{"n":1}',
});

async function withTransport(
  use: (transport: Transport) => Promise<void>,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const transport = new Transport(env);
  try {
    await use(transport);
  } finally {
    await transport.close();
  }
}

const withBoth = (
  answers: readonly Answer[],
  use: (transport: Transport, upstream: Upstream) => Promise<void>,
): Promise<void> =>
  withUpstream(answers, (upstream) => withTransport((transport) => use(transport, upstream)));

/** What a stream has told its receiver. */
class Log implements StreamReceiver {
  readonly heads: number[] = [];
  readonly ends: (UpstreamError | undefined)[] = [];
  readonly ended: Promise<UpstreamError | undefined>;
  text = '';
  readonly #end = Promise.withResolvers<UpstreamError | undefined>();
  readonly #onText: (text: string, control: StreamControl) => void;
  #control: StreamControl | undefined;

  constructor(onText: (text: string, control: StreamControl) => void = () => {}) {
    this.#onText = onText;
    this.ended = this.#end.promise;
  }

  onHead(status: number, _headers: unknown, control: StreamControl): void {
    this.heads.push(status);
    this.#control = control;
  }

  onBytes(bytes: Buffer): void {
    this.text += bytes.toString();
    if (this.#control) this.#onText(this.text, this.#control);
  }

  onEnd(error: UpstreamError | undefined): void {
    this.ends.push(error);
    this.#end.resolve(error);
  }
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

const timers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

Plain('posts the body and resolves with status, headers and the whole answer', () =>
  withBoth([raw(418, '{"tea":true}', { 'x-theirs': '2' })], async (transport, { url, seen }) => {
    const { status, headers, body } = await transport.plain(requestTo(url), patient, never);
    assert.equal([status, headers['x-theirs'], body.toString()], [418, '2', '{"tea":true}']);
    const [first] = seen;
    assert.equal(
      [first?.path, first?.headers['x-own'], first?.body],
      ['/v1/chat/completions', '1', { n: 1 }],
    );
  }),
);

Plain('joins an answer that comes in pieces', () =>
  withBoth(
    [
      (response) => {
        response.write('one ');
        setImmediate(() => response.end('two'));
      },
    ],
    async (transport, { url }) => {
      const { body } = await transport.plain(requestTo(url), patient, never);
      assert.is(body.toString(), 'one two');
    },
  ),
);

Plain('takes the answer for what follows an interim one', () =>
  withBoth(
    [
      (response, seen) => {
        response.writeProcessing();
        return chat('late')(response, seen);
      },
    ],
    async (transport, { url }) => {
      assert.is((await transport.plain(requestTo(url), patient, never)).status, 200);
    },
  ),
);

Plain('reports a refused connection as network', async () => {
  const server = createServer();
  const url = await listen(server);
  await shut(server);
  await withTransport(async (transport) => {
    const error = await upstreamErrorOf(transport.plain(requestTo(url), patient, never));
    assert.equal([error.kind, error.code], ['network', 'ECONNREFUSED']);
  });
});

Plain('reports a connection that breaks, with and without a head, as network', () =>
  withBoth(
    [
      reset,
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => response.destroy());
      },
    ],
    async (transport, { url }) => {
      for (const _ of [1, 2]) {
        const error = await upstreamErrorOf(transport.plain(requestTo(url), patient, never));
        assert.is(error.kind, 'network');
      }
    },
  ),
);

Plain('gives up after the total time', () =>
  withBoth([hang], async (transport, { url, seen }) => {
    const times = { ...patient, totalMs: brief };
    const error = await upstreamErrorOf(transport.plain(requestTo(url), times, never));
    assert.equal([error.kind, error.message], ['timeout', 'no answer within 20 ms']);
    await seen[0]?.closed;
  }),
);

Plain('ends the exchange when the call is aborted', () =>
  withBoth([hang], async (transport, { url, seen }) => {
    const controller = new AbortController();
    const before = timers();
    const answer = transport.plain(requestTo(url), patient, controller.signal);
    while (seen.length === 0) await new Promise(setImmediate);
    controller.abort('enough');
    const error = await upstreamErrorOf(answer);
    assert.equal([error.kind, error.cause], ['aborted', 'enough']);
    await seen[0]?.closed;
    assert.is(timers(), before);
  }),
);

Plain('sends nothing for a call that is aborted already', () =>
  withBoth([chat('a')], async (transport, { url, seen }) => {
    const answer = transport.plain(requestTo(url), patient, AbortSignal.abort('early'));
    assert.is((await upstreamErrorOf(answer)).kind, 'aborted');
    await transport.plain(requestTo(url), patient, never);
    assert.is(seen.length, 1);
  }),
);

Plain('aborts at once although the connection is never made', async () => {
  const silent = createTcpServer({ pauseOnConnect: true });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  assert.ok(typeof address === 'object' && address);
  await withTransport(async (transport) => {
    const controller = new AbortController();
    // TLS never gets an answer to its greeting.
    const url = `https://127.0.0.1:${address.port}/v1`;
    const answer = transport.plain(requestTo(url), patient, controller.signal);
    controller.abort();
    assert.is((await upstreamErrorOf(answer)).kind, 'aborted');
  });
  await new Promise((resolve) => silent.close(resolve));
});

Plain('refuses an answer beyond its bound', () =>
  withBoth(
    [
      (response) => {
        response.writeHead(200);
        const megabyte = Buffer.alloc(1024 * 1024, ' ');
        for (let sent = 0; sent <= maxAnswerBytes; sent += megabyte.length)
          response.write(megabyte);
        response.end();
      },
    ],
    async (transport, { url }) => {
      const error = await upstreamErrorOf(transport.plain(requestTo(url), patient, never));
      assert.equal([error.kind, error.code], ['server_error', 'answer_too_large']);
    },
  ),
);

Plain('reports an address that is none, or a header that cannot be sent', () =>
  withBoth([chat('a')], async (transport, { url, seen }) => {
    const bad = [
      requestTo('nowhere'),
      { ...requestTo(url), headers: { authorization: 'Bearer secret\n' } },
    ];
    for (const request of bad) {
      const error = await upstreamErrorOf(transport.plain(request, patient, never));
      assert.is(error.kind, 'network');
      assert.not.match(error.message, 'secret');
    }
    await transport.plain(requestTo(url), patient, never);
    assert.is(seen.length, 1);
  }),
);

Plain('uses one connection for calls that follow each other', () =>
  withBoth([chat('a')], async (transport, { url }) => {
    const ports = new Set<string | string[] | undefined>();
    const server = createServer((request, response) => {
      ports.add(String(request.socket.remotePort));
      response.end();
    });
    const own = await listen(server);
    for (const _ of [1, 2, 3]) await transport.plain(requestTo(own), patient, never);
    await shut(server);
    assert.is(ports.size, 1);
    await transport.plain(requestTo(url), patient, never);
  }),
);

Plain('goes on after failed exchanges, also with many at once', () =>
  withBoth([reset, reset, reset, chat('a')], async (transport, { url, seen }) => {
    const once = () => transport.plain(requestTo(url), patient, never);
    const results = await Promise.allSettled([once(), once(), once()]);
    assert.ok(results.every(({ status }) => status === 'rejected'));
    await Promise.all([once(), once(), once(), once()]);
    assert.is(seen.length, 7);
  }),
);

Plain.run();

Streamed('tells head, bytes and end, in this order', () =>
  withBoth([stream([delta('a'), done])], async (transport, { url }) => {
    const log = new Log();
    transport.streamed(requestTo(url), patient, never, log);
    assert.is(await log.ended, undefined);
    assert.equal([log.heads, log.text], [[200], delta('a') + done]);
  }),
);

Streamed('does not take an interim answer for the head', () =>
  withBoth(
    [
      (response, seen) => {
        response.writeProcessing();
        return stream([done])(response, seen);
      },
    ],
    async (transport, { url }) => {
      const log = new Log();
      transport.streamed(requestTo(url), patient, never, log);
      await log.ended;
      assert.equal(log.heads, [200]);
    },
  ),
);

Streamed('gives up when no output has started in time', () =>
  withBoth([stream([': wait\n\n'], 'hang')], async (transport, { url, seen }) => {
    const log = new Log();
    transport.streamed(requestTo(url), { ...patient, firstMs: brief }, never, log);
    assert.is((await log.ended)?.message, 'no output within 20 ms');
    await seen[0]?.closed;
  }),
);

Streamed('gives up when nothing more comes after the output has started', () =>
  withBoth([stream([delta('a')], 'hang')], async (transport, { url }) => {
    const log = new Log((_text, control) => control.outputStarted());
    const times = { ...patient, firstMs: 5_000, idleMs: brief };
    transport.streamed(requestTo(url), times, never, log);
    const error = await log.ended;
    assert.equal([error?.kind, error?.message], ['timeout', 'nothing more for 20 ms']);
  }),
);

Streamed('counts the total time from the start, also while paused', () =>
  withBoth([stream([delta('a')], 'hang')], async (transport, { url }) => {
    const log = new Log((_text, control) => {
      control.outputStarted();
      control.pause();
    });
    const times = { ...patient, totalMs: 60, idleMs: 5 };
    transport.streamed(requestTo(url), times, never, log);
    assert.is((await log.ended)?.message, 'no answer within 60 ms');
  }),
);

Streamed('leaves no timer when a paused stream is resumed after its end', () =>
  withBoth([stream([delta('a')], 'hang')], async (transport, { url }) => {
    const before = timers();
    let kept: StreamControl | undefined;
    const log = new Log((_text, control) => {
      kept = control;
      control.outputStarted();
      control.pause();
    });
    transport.streamed(requestTo(url), { ...patient, totalMs: 60, idleMs: 5 }, never, log);
    await log.ended;
    kept?.resume();
    kept?.outputStarted();
    assert.is(timers(), before);
    assert.is(log.ends.length, 1);
  }),
);

Streamed('rests the socket while paused and reads on when resumed', () => {
  const piece = delta('x'.repeat(100_000));
  const pieces = 300;
  let sent = 0;
  const large: Answer = async (response) => {
    for (sent = 0; sent < pieces; sent += 1) {
      if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end();
  };
  return withBoth([large], async (transport, { url }) => {
    const paused = Promise.withResolvers<StreamControl>();
    let isFirst = true;
    const log = new Log((_text, control) => {
      if (isFirst) control.pause();
      isFirst = false;
      paused.resolve(control);
    });
    transport.streamed(requestTo(url), patient, never, log);
    const control = await paused.promise;
    const held = log.text.length;
    for (let before = -1; before !== sent; await turns(50)) before = sent;
    assert.ok(sent < pieces, 'the upstream is held up');
    assert.is(log.text.length, held);
    control.resume();
    assert.is(await log.ended, undefined);
    assert.is(log.text.length, pieces * piece.length);
  });
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
}

Streamed('tells a broken connection, an abort and its own abort once each', () =>
  withBoth(
    [stream([delta('a')], 'reset'), stream([delta('a')], 'hang')],
    async (transport, { url }) => {
      const broken = new Log();
      transport.streamed(requestTo(url), patient, never, broken);
      assert.is((await broken.ended)?.kind, 'network');

      const controller = new AbortController();
      const aborted = new Log(() => controller.abort());
      transport.streamed(requestTo(url), patient, controller.signal, aborted);
      assert.is((await aborted.ended)?.kind, 'aborted');

      const reason = await upstreamErrorOf(transport.plain(requestTo('nowhere'), patient, never));
      const stopped = new Log((_text, control) => control.abort(reason));
      transport.streamed(requestTo(url), patient, never, stopped);
      assert.is(await stopped.ended, reason);
      for (const { ends } of [broken, aborted, stopped]) assert.is(ends.length, 1);
    },
  ),
);

Streamed('is let go of at its end, though the signal lives on', () =>
  withBoth([stream([delta('a'), done])], async (transport, { url }) => {
    const { signal } = new AbortController();
    const streamOnce = async () => {
      const log = new Log();
      transport.streamed(requestTo(url), patient, signal, log);
      await log.ended;
      return new WeakRef(log);
    };
    const ended = await streamOnce();
    await streamOnce();
    await turns(10);
    collectGarbage();
    assert.is(ended.deref(), undefined);
    assert.not(signal.aborted);
  }),
);

Streamed('ends when the transport is closed', () =>
  withUpstream([stream([delta('a')], 'hang')], async ({ url }) => {
    const transport = new Transport({});
    const started = Promise.withResolvers<void>();
    const log = new Log(() => started.resolve());
    transport.streamed(requestTo(url), patient, never, log);
    await started.promise;
    await transport.close();
    assert.is((await log.ended)?.kind, 'network');
  }),
);

Streamed.run();

/** A forwarding proxy; `asked` holds the targets of its requests, or of the tunnels that it refused. */
async function withProxy(use: (address: string, asked: string[]) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('by proxy');
  });
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  const address = await listen(proxy);
  try {
    await use(address, asked);
  } finally {
    await shut(proxy);
  }
}

for (const name of ['HTTP_PROXY', 'http_proxy']) {
  Proxied(`sends through ${name} of the given environment`, () =>
    withProxy((proxy, asked) =>
      withTransport(
        async (transport) => {
          const url = 'http://upstream.invalid/v1';
          const { body } = await transport.plain(requestTo(url), patient, never);
          assert.is(body.toString(), 'by proxy');
          assert.equal(asked, ['http://upstream.invalid/v1/chat/completions']);
        },
        { [name]: proxy },
      ),
    ),
  );
}

Proxied('asks HTTPS_PROXY for a tunnel', () =>
  withProxy((proxy, asked) =>
    withTransport(
      async (transport) => {
        const url = 'https://upstream.invalid/v1';
        const error = await upstreamErrorOf(transport.plain(requestTo(url), patient, never));
        assert.is(error.kind, 'network');
        assert.equal([...new Set(asked)], ['upstream.invalid:443']);
      },
      { HTTPS_PROXY: proxy },
    ),
  ),
);

Proxied('goes straight to the hosts of NO_PROXY', () =>
  withProxy((proxy, asked) =>
    withUpstream([chat('straight')], ({ url, seen }) =>
      withTransport(
        async (transport) => {
          await transport.plain(requestTo(url), patient, never);
          assert.equal([asked.length, seen.length], [0, 1]);
        },
        { HTTP_PROXY: proxy, NO_PROXY: '127.0.0.1' },
      ),
    ),
  ),
);

Proxied('looks into no other environment than the given one', () =>
  withUpstream([chat('straight')], async ({ url, seen }) => {
    const { HTTP_PROXY: before } = process.env;
    process.env['HTTP_PROXY'] = 'http://127.0.0.1:9';
    try {
      await withTransport(
        async (transport) => {
          await transport.plain(requestTo(url), patient, never);
        },
        { HTTPS_PROXY: 'http://127.0.0.1:9' },
      );
    } finally {
      if (before === undefined) delete process.env['HTTP_PROXY'];
      else process.env['HTTP_PROXY'] = before;
    }
    assert.is(seen.length, 1);
  }),
);

Proxied.run();
