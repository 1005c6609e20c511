import { performance } from 'node:perf_hooks';
import { type FailureKind, UpstreamError } from '../errors.ts';
import { isUnreached } from '../providers/exchange.ts';
import type { CallTrace } from './handler.ts';

/** What a server does that is down; a single call may cause it too. */
const outageKinds: ReadonlySet<FailureKind> = new Set([
  'network',
  'timeout',
  'server_error',
  'overloaded',
]);
/** These tell nothing about the server. */
const ownKinds: ReadonlySet<FailureKind> = new Set(['aborted', 'internal']);

/** Failures in a row, of at least two calls, that make a deployment count as down. */
const enoughFailures = 5;
/** The same for failures that never reached the server: no call can be their cause. */
const enoughUnreached = 3;

/** Pauses between two probes of what is down, doubled each time; above 0. */
export interface ProbePauses {
  firstMs: number;
  mostMs: number;
}

export const defaultProbePauses: ProbePauses = { firstMs: 1_000, mostMs: 30_000 };

interface Outage {
  error: UpstreamError;
  pauseMs: number;
  /** When a probe may be made, on the clock of performance.now. */
  probeAt: number;
  /** The call whose attempt is the probe under way. */
  prober: CallTrace | undefined;
}

/** Whether one deployment answers, learnt from its attempts. While it is down it gets one probe at a time. */
export class Health {
  readonly #pauses: ProbePauses;
  /** Since its last answer. */
  #failures = 0;
  #unreached = 0;
  #firstCall: CallTrace | undefined;
  #isOfSeveralCalls = false;
  #outage: Outage | undefined;

  constructor(pauses: ProbePauses) {
    this.#pauses = pauses;
  }

  get isDown(): boolean {
    return this.#outage !== undefined;
  }

  /** The failure that it is down with. */
  get error(): UpstreamError | undefined {
    return this.#outage?.error;
  }

  /** How long it gets no attempt; 0 while it is up. */
  get restMs(): number {
    const outage = this.#outage;
    if (!outage) return 0;
    return outage.prober ? outage.pauseMs : Math.max(0, outage.probeAt - performance.now());
  }

  /** An attempt of this call begins: the probe, if it is down. */
  begin(call: CallTrace): void {
    if (this.#outage) this.#outage.prober = call;
  }

  succeed(): void {
    if (this.#failures === 0) return;
    this.#failures = 0;
    this.#unreached = 0;
    this.#firstCall = undefined;
    this.#isOfSeveralCalls = false;
    this.#outage = undefined;
  }

  /** True when an outage is the reason: the deployment was down already, or is from now on. */
  fail(error: unknown, call: CallTrace): boolean {
    if (!(error instanceof UpstreamError) || ownKinds.has(error.kind)) this.#forget(call);
    else if (!outageKinds.has(error.kind)) this.succeed();
    else {
      if (this.#outage) this.#prolong(this.#outage, error, call);
      else this.#count(error, call);
      return this.isDown;
    }
    return false;
  }

  /** The probe has told nothing. */
  #forget(call: CallTrace): void {
    if (this.#outage?.prober === call) this.#outage.prober = undefined;
  }

  /** An attempt from before the outage tells nothing new; the probe does. */
  #prolong({ prober, pauseMs }: Outage, error: UpstreamError, call: CallTrace): void {
    if (prober === call) {
      this.#outage = newOutage(error, Math.min(pauseMs * 2, this.#pauses.mostMs));
    }
  }

  #count(error: UpstreamError, call: CallTrace): void {
    this.#firstCall ??= call;
    this.#failures += 1;
    this.#unreached = isUnreached(error) ? this.#unreached + 1 : 0;
    this.#isOfSeveralCalls ||= this.#firstCall !== call;
    const isDown =
      this.#unreached >= enoughUnreached ||
      (this.#failures >= enoughFailures && this.#isOfSeveralCalls);
    if (isDown) this.#outage = newOutage(error, this.#pauses.firstMs);
  }
}

/** With jitter, since many runs may wait for one server. */
function newOutage(error: UpstreamError, pauseMs: number): Outage {
  const restMs = Math.max(error.retryAfterMs ?? 0, pauseMs * (0.5 + Math.random() / 2));
  return { error, pauseMs, probeAt: performance.now() + restMs, prober: undefined };
}
