import type { Call } from './answer.ts';
import type { Clock } from './clock.ts';
import { createDelivery } from './deliver.ts';
import type { Exchange } from './exchange.ts';
import { createFates } from './fate.ts';
import { Limits } from './limits.ts';
import { parseBody, readBody } from './read-body.ts';
import { createSchemaReader } from './schema-reader.ts';
import type { SimulatorSettings } from './settings.ts';
import type { Stats } from './stats.ts';

/** Answers one model call; resolves when nothing more will be sent. @throws Refusal of a wrong body. */
export type ServeCall = (exchange: Exchange, readCall: (body: unknown) => Call) => Promise<void>;

/**
 * A call passes the limits first, and only then is its attempt counted and its fate drawn: so the faults
 * of a record do not depend on how often it met a limit. A wrong body is refused before both.
 */
export function createCalls(settings: SimulatorSettings, stats: Stats, clock: Clock): ServeCall {
  const limits = new Limits(settings);
  const drawFate = createFates(settings);
  const deliver = createDelivery(settings);
  const source = {
    seed: settings.seed,
    rules: settings.reply.rules,
    readSchema: createSchemaReader(),
  };

  return async (exchange, readCall) => {
    const body = await readBody(exchange.request);
    if (!body) return stats.aborted();
    const call = readCall(parseBody(body));
    const nowMs = clock();
    const { refusal, headers, settle } = limits.judge(nowMs, stats.inFlight, call.tokens);
    if (refusal !== undefined) return exchange.limit('byLimit', refusal, headers);

    stats.admitted(nowMs);
    try {
      const fate = drawFate(body, nowMs);
      const answer = call.answer({ ...source, fault: fate.fault });
      if (fate.fault) stats.faulted(fate.fault);
      await deliver(exchange, answer, fate, headers);
    } finally {
      stats.released();
      settle(clock(), exchange.grantedTokens);
    }
  };
}
