import { createAttempts } from './attempts.ts';
import { type Fault, faultNames, pickFault } from './faults.ts';
import { bodyKey } from './hash.ts';
import { createRandom, drawNormal, type Random } from './random.ts';
import { pickPlanned, planFaults } from './schedule.ts';
import type { SimulatorSettings } from './settings.ts';

/** What befalls a request beside its answer. */
export interface Fate {
  fault: Fault | undefined;
  latencyMs: number;
}

/** `nowMs` counts from the simulator's start. */
export type DrawFate = (body: Buffer, nowMs: number) => Fate;

/**
 * Draws the fate of each request from the seed, its body and how often that body came before. What is
 * scheduled for its time comes before the faults by rate, and changes nothing for other requests.
 */
export function createFates({ seed, faults, latency, schedule }: SimulatorSettings): DrawFate {
  const { mean, sigma } = typeof latency === 'number' ? { mean: latency, sigma: 0 } : latency;
  const planned = planFaults(schedule);
  const isCertain =
    sigma === 0 && planned.length === 0 && faultNames.every((name) => faults[name] === 0);
  // Spares the hash of each body.
  if (isCertain) return () => ({ fault: undefined, latencyMs: mean });

  const countAttempts = createAttempts();
  return (body, nowMs) => {
    const key = bodyKey(body);
    const random = createRandom(key, key / 2 ** 32, seed, countAttempts(key));
    const fault = pickFault(faults, random());
    const latencyMs = sigma === 0 ? mean : drawLognormal(random, mean, sigma);
    return { fault: pickPlanned(planned, nowMs, random) ?? fault, latencyMs };
  };
}

function drawLognormal(random: Random, mean: number, sigma: number): number {
  return mean * Math.exp(sigma * drawNormal(random) - sigma ** 2 / 2);
}
