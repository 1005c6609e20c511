import { performance } from 'node:perf_hooks';
import type { Answerer } from './answer.ts';
import { createDelivery } from './deliver.ts';
import type { Exchange } from './exchange.ts';
import { createFates } from './fate.ts';
import { createLimits } from './limits.ts';
import { parseBody, readBody } from './read-body.ts';
import { createSchemaReader } from './schema-reader.ts';
import type { SimulatorSettings } from './settings.ts';
import type { Stats } from './stats.ts';

/** Answers one model call; resolves when nothing more will be sent. @throws Refusal of a wrong body. */
export type ServeCall = (exchange: Exchange, answerer: Answerer) => Promise<void>;

/**
 * A call passes the limits first, and only then is its attempt counted and its fate drawn: so the faults
 * of a record do not depend on how often it met a limit.
 */
export function createCalls(settings: SimulatorSettings, stats: Stats): ServeCall {
  const judge = createLimits(settings);
  const drawFate = createFates(settings);
  const deliver = createDelivery(settings);
  const source = {
    seed: settings.seed,
    rules: settings.reply.rules,
    readSchema: createSchemaReader(),
  };

  return async (exchange, answerer) => {
    const body = await readBody(exchange.request);
    if (!body) return stats.aborted();
    const nowMs = performance.now();
    const { refusal, headers } = judge(nowMs, stats.inFlight);
    if (refusal) return exchange.limit('byLimit', refusal, headers);

    stats.admitted(nowMs);
    try {
      const fate = drawFate(body);
      const answer = answerer(parseBody(body), { ...source, fault: fate.fault });
      if (fate.fault) stats.faulted(fate.fault);
      await deliver(exchange, answer, fate, headers);
    } finally {
      stats.released();
    }
  };
}
