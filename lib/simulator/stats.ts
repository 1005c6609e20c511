import type { Usage } from './answer.ts';
import { type Fault, faultNames } from './faults.ts';
import { createPeakRate } from './peak-rate.ts';
import { type RouteName, routeNames } from './routes.ts';

/**
 * What the simulator has seen and done since its start; also the body of `GET /__stats`.
 *
 * A client that makes model calls only, and never gives one up, counts the same: attempts with a status as
 * `answers`, attempts without one (`network`) as the faults `reset` and `cut`. A streamed `malformed` has its
 * 200 here and ends as `network` there. Only an outage leaves no exact counts: nobody is there to count what
 * is refused, and an answer may have been on its way when it began.
 */
export interface SimulatorStats {
  requests: number;
  requestsByRoute: Record<RouteName, number>;
  /** Answers by HTTP status, all routes, once their last byte was handed over: not those cut or aborted. */
  answers: Record<string, number>;
  /** Model calls that got an answer or a part of it, with whatever faults. */
  granted: number;
  /** Answers of 429. */
  rateLimited: { byLimit: number; byFault: number };
  /** Faults drawn. `hang`, `reset` and `cut` leave no answer to count; a `hang` ends as `aborted`. */
  faults: Record<Fault, number>;
  /** Calls whose client went away, or was cut off by an outage, before the answer was complete. */
  aborted: number;
  /** Model calls that passed the limits and are not yet answered. */
  inFlight: number;
  peakInFlight: number;
  promptTokens: number;
  completionTokens: number;
  /** The most model calls that passed the limits within any one second; counts up to 65,536. */
  peakPerSecond: number;
}

/** Counts; every method is one event. */
export class Stats {
  readonly #counts: Omit<SimulatorStats, 'peakPerSecond'> = {
    requests: 0,
    requestsByRoute: zeros(routeNames),
    answers: {},
    granted: 0,
    rateLimited: { byLimit: 0, byFault: 0 },
    faults: zeros(faultNames),
    aborted: 0,
    inFlight: 0,
    peakInFlight: 0,
    promptTokens: 0,
    completionTokens: 0,
  };
  readonly #peakRate = createPeakRate(1_000);

  get inFlight(): number {
    return this.#counts.inFlight;
  }

  requested(route: RouteName): void {
    this.#counts.requests++;
    this.#counts.requestsByRoute[route]++;
  }

  admitted(nowMs: number): void {
    const counts = this.#counts;
    counts.inFlight++;
    counts.peakInFlight = Math.max(counts.peakInFlight, counts.inFlight);
    this.#peakRate.add(nowMs);
  }

  released(): void {
    this.#counts.inFlight--;
  }

  answered(status: number): void {
    const { answers } = this.#counts;
    answers[status] = (answers[status] ?? 0) + 1;
  }

  granted({ promptTokens, completionTokens }: Usage): void {
    this.#counts.granted++;
    this.#counts.promptTokens += promptTokens;
    this.#counts.completionTokens += completionTokens;
  }

  rateLimited(reason: keyof SimulatorStats['rateLimited']): void {
    this.#counts.rateLimited[reason]++;
  }

  faulted(fault: Fault): void {
    this.#counts.faults[fault]++;
  }

  aborted(): void {
    this.#counts.aborted++;
  }

  /** A copy that later events do not change. */
  snapshot(): SimulatorStats {
    return structuredClone({ ...this.#counts, peakPerSecond: this.#peakRate.worst() });
  }
}

const zeros = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
