import type { HttpHeaders } from './exchange.ts';
import type { ErrorReason, Failure, Manner } from './manner.ts';
import { mannerOf } from './manners.ts';
import { formatDuration } from './openai-duration.ts';
import { createRateLimit, type RateLimit, rateKeys, type Unit } from './rate-limit.ts';
import type { SimulatorSettings } from './settings.ts';

/** May the request go on? */
export interface Verdict {
  /** The body of the 429 if it may not. */
  refusal: string | undefined;
  /** For either answer. */
  headers: HttpHeaders;
  /** To be told at the end of what was admitted: the tokens that were used. */
  settle(nowMs: number, tokens: number): void;
}

type Change = Omit<SimulatorSettings['limits']['changes'][number], 'at'>;

const noHeaders: HttpHeaders = {};
const nothingToSettle = (): void => {};

/**
 * The limits of the settings: rates of requests and of tokens, and requests in flight. All times are
 * milliseconds since the simulator's start and never run backwards.
 */
export class Limits {
  readonly #window: SimulatorSettings['limits']['window'];
  readonly #manner: Manner;
  readonly #rates: RateLimit[] = [];
  #concurrency = Number.POSITIVE_INFINITY;
  /** Those to come. */
  readonly #changes: SimulatorSettings['limits']['changes'];

  constructor(settings: SimulatorSettings) {
    const { limits } = settings;
    this.#window = limits.window;
    this.#manner = mannerOf(settings);
    this.#changes = limits.changes.toSorted((a, b) => a.at - b.at);
    this.#change(limits, 0);
  }

  /** Judges one request that may use so many tokens; what it refuses takes nothing from any limit. */
  judge(nowMs: number, inFlight: number, tokens: number): Verdict {
    this.#advance(nowMs);
    const tooSmall = this.#rates.find((rate) => isTooSmall(rate, tokens));
    if (tooSmall) return this.#refuseForGood(tooSmall, tokens);
    const slowest = findLongestWait(this.#rates, tokens);
    if (slowest && waitMs(slowest, tokens) > 0) return this.#refuseForNow(slowest, tokens);
    if (inFlight >= this.#concurrency) return this.#refuseConcurrency();
    for (const rate of this.#rates) rate.allowance.take(amountOf(rate, tokens));
    return {
      refusal: undefined,
      headers: this.#headers(tokens),
      settle: this.#settler(nowMs, tokens),
    };
  }

  /** What takes more than the whole limit will never pass, so it is told no time to wait. */
  #refuseForGood(rate: RateLimit, tokens: number): Verdict {
    return this.#refuse(rate.unit, `Request too large on ${describe(rate, tokens)}.`);
  }

  #refuseForNow(rate: RateLimit, tokens: number): Verdict {
    const message = `Rate limit reached on ${describe(rate, tokens)}.`;
    const ms = Math.ceil(waitMs(rate, tokens));
    if (!Number.isFinite(ms)) return this.#refuse(rate.unit, message);
    return this.#refuse(rate.unit, `${message} Please try again in ${formatDuration(ms)}.`, ms);
  }

  /** When a place will be free is unknown, so nothing is said about it. */
  #refuseConcurrency(): Verdict {
    const message = `Rate limit reached on concurrent requests: Limit ${this.#concurrency}.`;
    return this.#refuse('concurrency', message);
  }

  #refuse(reason: ErrorReason, message: string, waitMs?: number): Verdict {
    const isKnown = waitMs !== undefined;
    const failure: Failure = { status: 429, reason, message, ...(isKnown && { waitMs }) };
    return {
      refusal: this.#manner.errorBody(failure),
      headers: {
        ...this.#headers(undefined),
        ...(isKnown && this.#manner.waitHeaders(waitMs)),
        ...this.#manner.errorHeaders?.(failure),
      },
      settle: nothingToSettle,
    };
  }

  /** A change comes into force at its time, whenever the next request comes. */
  #advance(nowMs: number): void {
    for (let [next] = this.#changes; next && next.at <= nowMs; [next] = this.#changes) {
      this.#advanceRates(next.at);
      this.#change(next, next.at);
      this.#changes.shift();
    }
    this.#advanceRates(nowMs);
  }

  #advanceRates(nowMs: number): void {
    for (const { allowance } of this.#rates) allowance.advance(nowMs);
  }

  #change(change: Change, nowMs: number): void {
    this.#concurrency = change.concurrency ?? this.#concurrency;
    for (const key of rateKeys) {
      const limit = change[key];
      if (limit === undefined) continue;
      const known = this.#rates.find((rate) => rate.key === key);
      if (known) known.allowance.change(limit);
      else this.#rates.push(createRateLimit(key, limit, this.#window, nowMs));
    }
  }

  #settler(takenAtMs: number, taken: number): Verdict['settle'] {
    const rate = this.#rates.find(({ unit }) => unit === 'tokens');
    if (!rate) return nothingToSettle;
    return (nowMs, used) => {
      this.#advance(nowMs);
      rate.allowance.settle(used - taken, takenAtMs);
    };
  }

  #headers(cost: number | undefined): HttpHeaders {
    if (this.#rates.length === 0) return noHeaders;
    const standing = {
      requests: findTightest(this.#rates, 'requests'),
      tokens: findTightest(this.#rates, 'tokens'),
      cost,
    };
    return this.#manner.limitHeaders(standing, Date.now());
  }
}

const amountOf = ({ unit }: RateLimit, tokens: number): number => (unit === 'tokens' ? tokens : 1);

const waitMs = (rate: RateLimit, tokens: number): number =>
  rate.allowance.waitMs(amountOf(rate, tokens));

/** A limit of 0 is closed, not too small. */
function isTooSmall(rate: RateLimit, tokens: number): boolean {
  const { capacity } = rate.allowance;
  return capacity > 0 && amountOf(rate, tokens) > capacity;
}

function describe({ name, unit, allowance }: RateLimit, tokens: number): string {
  const requested = unit === 'tokens' ? `, Requested ${tokens}` : '';
  return `${name}: Limit ${allowance.limit}${requested}`;
}

const findLongestWait = (rates: readonly RateLimit[], tokens: number): RateLimit | undefined =>
  rates.toSorted((a, b) => waitMs(b, tokens) - waitMs(a, tokens))[0];

/** Of the limits of one unit that with the longest wait, else that with the least left. */
const findTightest = (rates: readonly RateLimit[], unit: Unit): RateLimit | undefined =>
  rates
    .filter((rate) => rate.unit === unit)
    .toSorted(
      (a, b) => waitMs(b, 1) - waitMs(a, 1) || a.allowance.remaining() - b.allowance.remaining(),
    )[0];
