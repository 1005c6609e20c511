import { buildConnector, Client, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';

const connectTimeoutMs = 10_000;

/** The timeouts of an exchange are the transport's own: undici's do not see the whole of it. */
const options = { headersTimeout: 0, bodyTimeout: 0, pipelining: 1 };

/** Where the exchanges with one origin take their connections. */
export interface Connections {
  take(): Dispatcher;
  /** After its exchange. */
  give(connection: Dispatcher): void;
  /** Ends them all at once. */
  destroy(): Promise<void>;
}

/**
 * As many connections as there were exchanges at once; the last one used is taken first. An undici Pool
 * looks for a free one from the start of its list each time, and opens more than are needed.
 */
export function directConnections(origin: string): Connections {
  const connect = buildConnector({ timeout: connectTimeoutMs });
  const all: Client[] = [];
  const idle: Dispatcher[] = [];
  return {
    take() {
      const known = idle.pop();
      if (known) return known;
      const client = new Client(origin, { ...options, connect });
      all.push(client);
      return client;
    },
    give(connection) {
      idle.push(connection);
    },
    async destroy() {
      await Promise.all(all.map((client) => client.destroy()));
    },
  };
}

/** The addresses of proxies, and the hosts to reach without one; '' for none. */
export interface Proxies {
  httpProxy: string;
  httpsProxy: string;
  noProxy: string;
}

/** What HTTP_PROXY, HTTPS_PROXY and NO_PROXY say, or their lower case; undefined without a proxy. */
export function readProxies(env: NodeJS.ProcessEnv): Proxies | undefined {
  const read = (name: string) => env[name] || env[name.toUpperCase()] || '';
  const httpProxy = read('http_proxy');
  const httpsProxy = read('https_proxy');
  return httpProxy || httpsProxy ? { httpProxy, httpsProxy, noProxy: read('no_proxy') } : undefined;
}

/** Through proxies, except for the hosts that need none. */
export function proxiedConnections(proxies: Proxies): Connections {
  const agent = new EnvHttpProxyAgent({
    ...proxies,
    connect: { timeout: connectTimeoutMs },
    // Else the pool of a proxy would have undici's timeouts.
    factory: (origin, given) => new Pool(origin, { ...given, ...options }),
  });
  return {
    take: () => agent,
    give: () => {},
    destroy: () => agent.destroy(),
  };
}
