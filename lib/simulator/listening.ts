import { once } from 'node:events';
import type { Server } from 'node:http';

export interface Address {
  port: number;
  host: string;
}

/** Begins to take connections. @throws what the system says where the address is taken or not ours */
export async function listen(server: Server, { port, host }: Address): Promise<void> {
  await once(server.listen(port, host), 'listening');
}

/** Takes no more connections and ends those that are open; changes nothing where that is so already. */
export async function shut(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
