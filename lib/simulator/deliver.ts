import type { Answer, Piece, Stream } from './answer.ts';
import { type Exchange, type HttpHeaders, jsonType } from './exchange.ts';
import { createFailures } from './failures.ts';
import type { Fate } from './fate.ts';
import type { Failure } from './manner.ts';
import { mannerOf } from './manners.ts';
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
    errorBody: mannerOf(settings).errorBody(midAnswer),
  };
  return async (exchange, answer, fate, limitHeaders) => {
    if (fate.fault === 'hang') return exchange.hang();
    const fail = fate.fault && failures[fate.fault];
    if (fail) {
      if (await exchange.pause(fate.latencyMs)) fail(exchange, limitHeaders);
      return;
    }
    const { reply, usage } = answer;
    const headers = answer.headers ? { ...limitHeaders, ...answer.headers } : limitHeaders;
    if (typeof reply === 'string') {
      await deliverJson(exchange, { reply, usage, headers }, fate, spoiler);
    } else await deliverStream(exchange, { reply, usage, headers }, fate, spoiler);
  };
}

const midAnswer: Failure = {
  status: 500,
  reason: 'server',
  message: 'The server had an error while it answered (fault).',
};

/** What the faults need that spoil an answer. */
interface Spoiler {
  slowMs: number;
  errorBody: string;
}

interface Delivery<Reply> extends Required<Omit<Answer, 'reply'>> {
  reply: Reply;
}

async function deliverJson(
  exchange: Exchange,
  { reply, usage, headers }: Delivery<string>,
  { fault, latencyMs }: Fate,
  { slowMs, errorBody }: Spoiler,
): Promise<void> {
  if (!(await exchange.pause(latencyMs))) return;
  if (fault === 'cut' || fault === 'slow') {
    const body = Buffer.from(reply);
    exchange.begin(jsonType, usage, { 'content-length': String(body.length), ...headers });
    if (fault === 'slow') return trickle(exchange, body, slowMs);
    exchange.write(firstHalf(body));
    exchange.breakOff();
  } else if (fault === 'error_frame') exchange.sendJson(200, errorBody, headers);
  else
    exchange.grant(
      fault === 'malformed' ? reply.slice(0, reply.length / 2) : reply,
      usage,
      headers,
    );
}

/** The texts come after half of the latency; what ends the stream comes last, if it comes. */
async function deliverStream(
  exchange: Exchange,
  { reply, usage, headers }: Delivery<Stream>,
  { fault, latencyMs }: Fate,
  { slowMs, errorBody }: Spoiler,
): Promise<void> {
  const { contentType, opening, closing, failing } = reply;
  if (!(await exchange.pause(latencyMs / 2))) return;
  exchange.begin(contentType, usage, headers);
  if (fault === 'slow') {
    return trickle(exchange, Buffer.concat([bytesOf(opening), bytesOf(closing)]), slowMs);
  }
  exchange.write(fault === 'cut' ? firstHalf(bytesOf(opening)) : opening);
  if (!(await exchange.pause(latencyMs / 2))) return;
  if (fault === 'cut') exchange.breakOff();
  else if (fault === 'malformed') exchange.end('');
  else if (fault === 'error_frame') exchange.end(failing(errorBody, midAnswer.message));
  else exchange.end(closing);
}

const bytesOf = (piece: Piece): Buffer => (typeof piece === 'string' ? Buffer.from(piece) : piece);

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
