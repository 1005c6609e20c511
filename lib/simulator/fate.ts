import { createAttempts } from './attempts.ts';
import { type Fault, faultNames, pickFault } from './faults.ts';
import { bodyKey } from './hash.ts';
import { createRandom, drawNormal, type Random } from './random.ts';
import type { SimulatorSettings } from './settings.ts';

/** What befalls a request beside its answer. */
export interface Fate {
  fault: Fault | undefined;
  latencyMs: number;
}

/** Draws the fate of each request from the seed, its body and how often that body came before. */
export function createFates({ seed, faults, latency }: SimulatorSettings): (body: Buffer) => Fate {
  const { mean, sigma } = typeof latency === 'number' ? { mean: latency, sigma: 0 } : latency;
  const isCertain = sigma === 0 && faultNames.every((name) => faults[name] === 0);
  // Spares the hash of each body.
  if (isCertain) return () => ({ fault: undefined, latencyMs: mean });

  const countAttempts = createAttempts();
  return (body) => {
    const key = bodyKey(body);
    const random = createRandom(key, key / 2 ** 32, seed, countAttempts(key));
    const fault = pickFault(faults, random());
    return { fault, latencyMs: sigma === 0 ? mean : drawLognormal(random, mean, sigma) };
  };
}

function drawLognormal(random: Random, mean: number, sigma: number): number {
  return mean * Math.exp(sigma * drawNormal(random) - sigma ** 2 / 2);
}
