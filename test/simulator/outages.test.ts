import { createServer, type Server } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Address, listen, shut } from '../../lib/simulator/listening.ts';
import { runOutages } from '../../lib/simulator/outages.ts';
import { startSimulator } from '../../lib/simulator/server.ts';
import { simulatorSchema } from '../../lib/simulator/settings.ts';
import { until } from './with-simulator.ts';

const Outages = suite('simulated outages');

interface Outage {
  server: Server;
  address: Address;
  url: string;
  /** Sets the clock; the outage is from 1 to 2. */
  setClock(ms: number): void;
  stop(): Promise<void>;
}

/** Runs one outage on a clock that the test sets. The server hangs on `/hang` and is well otherwise. */
async function withOutage(use: (outage: Outage) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    if (request.url !== '/hang') response.end('well');
  });
  const address = await listenAnywhere(server);
  const abort = new AbortController();
  let nowMs = 0;
  const span = { startMs: 1, endMs: 2 };
  const running = runOutages(server, address, [span], () => nowMs, abort.signal);
  const stop = () => {
    abort.abort();
    return running;
  };
  try {
    const url = `http://${address.host}:${address.port}`;
    const setClock = (ms: number) => {
      nowMs = ms;
    };
    await use({ server, address, url, setClock, stop });
  } finally {
    await stop();
    await shut(server);
  }
}

async function listenAnywhere(server: Server): Promise<Address> {
  const host = '127.0.0.1';
  await listen(server, { port: 0, host });
  const bound = server.address();
  if (typeof bound !== 'object' || !bound) throw new TypeError('expected a port');
  return { host, port: bound.port };
}

/** What a client gets, or why it gets nothing. */
const ask = (url: string): Promise<string> =>
  fetch(url).then(
    (response) => response.text(),
    ({ cause }) => String(cause.code),
  );

Outages('refuse connections, break those that are open, and end at the same port', () =>
  withOutage(async ({ server, url, setClock }) => {
    assert.is(await ask(url), 'well');
    const connected = new Promise((resolve) => server.once('request', resolve));
    const hanging = ask(`${url}/hang`);
    await connected;
    setClock(1);
    assert.ok(['UND_ERR_SOCKET', 'ECONNRESET'].includes(await hanging));
    assert.is(await ask(url), 'ECONNREFUSED');
    setClock(2);
    await until(() => server.listening);
    assert.is(await ask(url), 'well');
  }),
);

Outages('may be stopped before, within and after', async () => {
  for (const nowMs of [0, 1, 2]) {
    await withOutage(async ({ server, setClock, stop }) => {
      setClock(nowMs);
      if (nowMs === 1) await until(() => !server.listening);
      await stop();
    });
  }
});

Outages('go on while somebody else has the port', () =>
  withOutage(async ({ server, address, url, setClock }) => {
    setClock(1);
    await until(() => !server.listening);
    const other = createServer((_request, response) => response.end('other'));
    await listen(other, address);
    const refused = new Promise((resolve) => server.once('error', resolve));
    setClock(2);
    await refused;
    assert.is(await ask(url), 'other');
    await shut(other);
    await until(() => server.listening);
    assert.is(await ask(url), 'well');
  }),
);

Outages(
  'of a simulator begin with it where they are due, and do not keep it from closing',
  async () => {
    const schedule = [{ at: '0s', for: '30d', fault: 'refuse' as const }];
    const simulator = await startSimulator(simulatorSchema.parse({ schedule }));
    assert.is(await ask(simulator.url), 'ECONNREFUSED');
    await simulator.close();
    await simulator.close();
  },
);

Outages(
  'to come, be it after the longest timer, do not keep a simulator from closing',
  async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const schedule = [{ at: '30d', for: '1s', fault: 'refuse' as const }];
    const simulator = await startSimulator(simulatorSchema.parse({ schedule }));
    assert.match(await ask(`${simulator.url}/health`), 'ok');
    await simulator.close();
    process.off('warning', onWarning);
    assert.equal(warnings, []);
  },
);

Outages.run();
