import type { Answer, JsonAnswer, StreamAnswer } from './answer.ts';
import type { Exchange, HttpHeaders } from './exchange.ts';
import { createFailures } from './failures.ts';
import type { Fate } from './fate.ts';
import { manners } from './manners.ts';
import type { SimulatorSettings } from './settings.ts';

/** Sends an answer as its fate has it: late, spoilt, not at all, or an error in its place. */
export type Deliver = (
  exchange: Exchange,
  answer: Answer,
  fate: Fate,
  headers: HttpHeaders,
) => Promise<void>;

export function createDelivery(settings: SimulatorSettings): Deliver {
  const failures = createFailures(settings);
  const spoiler: Spoiler = {
    slowMs: settings.faults.slow_for,
    errorObject: manners[settings.headers].errorBody(
      'server',
      'The server had an error while it answered (fault).',
    ),
  };
  return async (exchange, answer, fate, headers) => {
    if (fate.fault === 'hang') return exchange.hang();
    const fail = fate.fault && failures[fate.fault];
    if (fail) {
      if (await exchange.pause(fate.latencyMs)) fail(exchange, headers);
    } else if ('json' in answer) await deliverJson(exchange, answer, fate, headers, spoiler);
    else await deliverStream(exchange, answer, fate, headers, spoiler);
  };
}

/** What the faults need that spoil an answer. */
interface Spoiler {
  slowMs: number;
  errorObject: string;
}

async function deliverJson(
  exchange: Exchange,
  { json, usage }: JsonAnswer,
  { fault, latencyMs }: Fate,
  headers: HttpHeaders,
  { slowMs, errorObject }: Spoiler,
): Promise<void> {
  if (!(await exchange.pause(latencyMs))) return;
  if (fault === 'cut' || fault === 'slow') {
    const body = Buffer.from(json);
    exchange.begin('json', usage, { 'content-length': String(body.length), ...headers });
    if (fault === 'slow') return trickle(exchange, body, slowMs);
    exchange.write(firstHalf(body));
    exchange.breakOff();
  } else if (fault === 'error_frame') exchange.sendJson(200, errorObject, headers);
  else
    exchange.grant(fault === 'malformed' ? json.slice(0, json.length / 2) : json, usage, headers);
}

/** The texts come after half of the latency; what ends the stream comes last, if it comes. */
async function deliverStream(
  exchange: Exchange,
  { opening, closing, usage }: StreamAnswer,
  { fault, latencyMs }: Fate,
  headers: HttpHeaders,
  { slowMs, errorObject }: Spoiler,
): Promise<void> {
  if (!(await exchange.pause(latencyMs / 2))) return;
  exchange.begin('stream', usage, headers);
  if (fault === 'slow') return trickle(exchange, Buffer.from(opening + closing), slowMs);
  exchange.write(fault === 'cut' ? firstHalf(Buffer.from(opening)) : opening);
  if (!(await exchange.pause(latencyMs / 2))) return;
  if (fault === 'cut') exchange.breakOff();
  else if (fault === 'malformed') exchange.end('');
  else if (fault === 'error_frame') exchange.end(`data: ${errorObject}\n\n`);
  else exchange.end(closing);
}

const firstHalf = (body: Buffer): Buffer => body.subarray(0, body.length / 2);

/** In how many pieces a slow body comes. */
const pieceCount = 20;

/** Sends a body in equal pieces, cut wherever it falls, over a time. */
async function trickle(exchange: Exchange, body: Buffer, ms: number): Promise<void> {
  const size = Math.ceil(body.length / pieceCount);
  for (let start = 0; start < body.length; start += size) {
    if (!(await exchange.pause(ms / pieceCount))) return;
    exchange.write(body.subarray(start, start + size));
  }
  exchange.end('');
}
