import { createServer } from 'node:http';
import { chat, listen, shut } from './upstream.ts';

/** Runs `use` with the address of a server that does not listen yet, and a way to start it; it answers all. */
export async function withAbsentServer(
  use: (url: string, start: () => void) => Promise<void>,
): Promise<void> {
  const server = createServer((_request, response) => {
    void chat('Hi')(response, { path: '', headers: {}, body: {}, closed: Promise.resolve() });
  });
  const url = await listen(server);
  await shut(server);
  try {
    await use(`${url}/v1`, () => server.listen(Number(new URL(url).port), '127.0.0.1'));
  } finally {
    await shut(server);
  }
}
