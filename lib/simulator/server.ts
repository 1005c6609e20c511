import { createServer, type Server } from 'node:http';
import { messageOf, UsageError } from '../errors.ts';
import { startClock } from './clock.ts';
import { createListener } from './listener.ts';
import { type Address, listen, shut } from './listening.ts';
import { runOutages } from './outages.ts';
import { planOutages } from './schedule.ts';
import type { SimulatorSettings } from './settings.ts';
import { type SimulatorStats, Stats } from './stats.ts';

export interface Simulator {
  /** Where it listens, without `/v1`, such as `http://127.0.0.1:4010`. */
  url: string;
  /** A copy of the counts so far. */
  stats(): SimulatorStats;
  /** Ends every connection at once, those that hang too; may be called at any time, also in an outage. */
  close(): Promise<void>;
}

/** Clients are told, so that they close an idle connection first and never send into one just closed. */
const keepAliveMs = 65_000;

/**
 * Serves OpenAI's API with the limits and faults of the settings, whose times count from now. Port 0, the
 * default, takes any free one. @throws UsageError if it cannot listen.
 */
export async function startSimulator(
  settings: SimulatorSettings,
  { port = 0, host = '127.0.0.1' }: Partial<Address> = {},
): Promise<Simulator> {
  const stats = new Stats();
  const clock = startClock();
  const listener = createListener(settings, stats, clock);
  const server = createServer({ keepAliveTimeout: keepAliveMs }, listener);
  const address = await open(server, { port, host });
  const stop = new AbortController();
  const outages = planOutages(settings.schedule);
  const running = runOutages(server, address, outages, clock, stop.signal);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    stats: () => stats.snapshot(),
    async close() {
      stop.abort();
      await running;
      await shut(server);
    },
  };
}

async function open(server: Server, { port, host }: Address): Promise<Address> {
  try {
    await listen(server, { port, host });
  } catch (error) {
    throw new UsageError(`cannot listen on ${host}:${port}: ${messageOf(error)}`, { cause: error });
  }
  const bound = server.address();
  return { host, port: typeof bound === 'object' && bound ? bound.port : port };
}
