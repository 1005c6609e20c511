import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { messageOf, UsageError } from '../errors.ts';
import { createListener } from './listener.ts';
import type { SimulatorSettings } from './settings.ts';
import { type SimulatorStats, Stats } from './stats.ts';

export interface Simulator {
  /** Where it listens, without `/v1`, such as `http://127.0.0.1:4010`. */
  url: string;
  /** A copy of the counts so far. */
  stats(): SimulatorStats;
  /** Ends every connection at once, those that hang too. */
  close(): Promise<void>;
}

interface ListenOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  host?: string;
}

/** Clients are told, so that they close an idle connection first and never send into one just closed. */
const keepAliveMs = 65_000;

/** Serves OpenAI's API with the limits and faults of the settings. @throws UsageError if it cannot listen. */
export async function startSimulator(
  settings: SimulatorSettings,
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
): Promise<Simulator> {
  const stats = new Stats();
  const server = createServer({ keepAliveTimeout: keepAliveMs }, createListener(settings, stats));
  const boundPort = await listen(server, port, host);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    stats: () => stats.snapshot(),
    close: () => close(server),
  };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    throw new UsageError(`cannot listen on ${host}:${port}: ${messageOf(error)}`, { cause: error });
  }
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
