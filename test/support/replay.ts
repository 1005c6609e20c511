import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { listen, shut } from './upstream.ts';

/** An answer as it was recorded. */
export interface Recorded {
  status: number;
  headers: Readonly<Record<string, string>>;
  bytes: Buffer;
}

/** What becomes of the connection after the pieces that are sent. */
export type Ending =
  | 'whole'
  /** The connection breaks. */
  | 'reset'
  /** The body ends as if it were whole. */
  | 'truncated'
  /** Nothing more comes. */
  | 'stalled'
  /** What follows is no chunk of HTTP. */
  | 'bad_chunk';

export interface Delivery {
  /** Where the body is cut into pieces, each a chunk of its own, in ascending order. */
  cuts: readonly number[];
  ending: Ending;
}

export const whole: Delivery = { cuts: [], ending: 'whole' };

export interface Replay {
  /** The `baseUrl` whose requests are answered so. */
  urlOf(recorded: Recorded, delivery: Delivery): string;
}

/** Runs `use` against a loopback server that gives recorded answers, whole, in pieces, or broken. */
export async function withReplay(use: (replay: Replay) => Promise<void>): Promise<void> {
  const served: { recorded: Recorded; delivery: Delivery }[] = [];
  const server = createServer((request, response) => {
    const [, number] = (request.url ?? '').split('/');
    request.resume().once('end', () => {
      const one = served[Number(number)];
      if (one) void send(response, one.recorded, one.delivery);
      else response.writeHead(404).end();
    });
  });
  try {
    const url = await listen(server);
    await use({
      urlOf: (recorded, delivery) => `${url}/${served.push({ recorded, delivery }) - 1}`,
    });
  } finally {
    await shut(server);
  }
}

/** Headers of the connection that carried the recording. */
const transportHeaders = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

async function send(
  response: ServerResponse,
  { status, headers, bytes }: Recorded,
  { cuts, ending }: Delivery,
): Promise<void> {
  const kept = Object.entries(headers).filter(([name]) => !transportHeaders.has(name));
  response.writeHead(status, Object.fromEntries(kept)).flushHeaders();
  const pieces = toPieces(bytes, cuts);
  // The last piece is what a broken answer lacks.
  const sent = ending === 'whole' ? pieces : pieces.slice(0, -1);
  for (const piece of sent) {
    if (!response.write(piece)) await once(response, 'drain');
  }
  end(response, ending);
}

function toPieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...cuts, bytes.length];
  return ends
    .map((to, index) => bytes.subarray(ends[index - 1] ?? 0, to))
    .filter(({ length }, index) => length > 0 || index === ends.length - 1);
}

function end(response: ServerResponse, ending: Ending): void {
  if (ending === 'whole' || ending === 'truncated') response.end();
  // Behind what has been written, which would be lost by destroying at once.
  if (ending === 'reset') response.write('', () => response.destroy());
  if (ending === 'bad_chunk') response.socket?.write('no chunk\r\n');
}

/** Every piece as long as this one, but the last. */
export function everyBytes(length: number, size: number): number[] {
  const cuts: number[] = [];
  for (let at = size; at < length; at += size) cuts.push(at);
  return cuts;
}
