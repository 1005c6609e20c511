import type { Answer, JsonAnswer, StreamAnswer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import type { Fate } from './fate.ts';
import type { Fault } from './faults.ts';
import type { HttpHeaders } from './limits.ts';
import { rateLimitError, serverError } from './openai-errors.ts';
import { retryAfterHeaders } from './openai-headers.ts';
import type { SimulatorSettings } from './settings.ts';

/** Sends an answer as its fate has it: late, spoilt, not at all, or an error in its place. */
export type Deliver = (
  exchange: Exchange,
  answer: Answer,
  fate: Fate,
  headers: HttpHeaders,
) => Promise<void>;

export function createDelivery({ faults }: SimulatorSettings): Deliver {
  const failures = createFailures(faults.retry_after);
  return async (exchange, answer, fate, headers) => {
    if (fate.fault === 'hang') return exchange.hang();
    const fail = fate.fault && failures[fate.fault];
    if (fail) {
      if (await exchange.pause(fate.latencyMs)) fail(exchange, headers);
    } else if ('json' in answer) await deliverJson(exchange, answer, fate, headers);
    else await deliverStream(exchange, answer, fate, headers);
  };
}

type Fail = (exchange: Exchange, headers: HttpHeaders) => void;

function createFailures(retryAfterMs: number): Partial<Record<Fault, Fail>> {
  const retryAfter = retryAfterHeaders(Math.ceil(retryAfterMs));
  return {
    '429': (exchange, headers) =>
      exchange.limit('byFault', rateLimitError('requests (fault)'), { ...headers, ...retryAfter }),
    '500': (exchange, headers) =>
      exchange.sendJson(500, serverError('The server had an error (fault).'), headers),
    reset: (exchange) => exchange.reset(),
  };
}

async function deliverJson(
  exchange: Exchange,
  { json, usage }: JsonAnswer,
  { fault, latencyMs }: Fate,
  headers: HttpHeaders,
): Promise<void> {
  if (!(await exchange.pause(latencyMs))) return;
  exchange.grant(fault === 'malformed' ? json.slice(0, json.length / 2) : json, usage, headers);
}

/** The texts come after half of the latency; what ends the stream comes last, or never if malformed. */
async function deliverStream(
  exchange: Exchange,
  { opening, closing, usage }: StreamAnswer,
  { fault, latencyMs }: Fate,
  headers: HttpHeaders,
): Promise<void> {
  if (!(await exchange.pause(latencyMs / 2))) return;
  exchange.grantStream(opening, usage, headers);
  if (await exchange.pause(latencyMs / 2)) exchange.endStream(fault === 'malformed' ? '' : closing);
}
