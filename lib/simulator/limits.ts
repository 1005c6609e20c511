import { rateLimitError } from './openai-errors.ts';
import { formatDuration, retryAfterHeaders } from './openai-headers.ts';
import type { SimulatorSettings } from './settings.ts';
import { TokenBucket } from './token-bucket.ts';

export type Headers = Readonly<Record<string, string>>;

/** May the request go on? If not, `refusal` is the body of its 429. The headers are for either answer. */
export interface Verdict {
  refusal?: string;
  headers: Headers;
}

/** Judges one request; what it refuses takes nothing from any limit. */
export type Judge = (nowMs: number, inFlight: number) => Verdict;

const noHeaders: Headers = {};

/** The limits of the settings: buckets of requests, and requests in flight. */
export function createLimits({ limits }: SimulatorSettings): Judge {
  const buckets = createBuckets(limits);
  const { concurrency = Number.POSITIVE_INFINITY } = limits;
  return (nowMs, inFlight) => {
    for (const bucket of buckets) bucket.refill(nowMs);
    const waitMs = Math.max(0, ...buckets.map((bucket) => bucket.waitMs()));
    if (waitMs > 0) return refuseRate(buckets, waitMs);
    if (inFlight >= concurrency) return refuseConcurrency(buckets, concurrency);
    for (const bucket of buckets) bucket.take();
    return { headers: requestHeaders(buckets) };
  };
}

function createBuckets(limits: SimulatorSettings['limits']): TokenBucket[] {
  const { requests_per_second: perSecond, requests_per_minute: perMinute } = limits;
  return [
    ...(perSecond ? [new TokenBucket('requests per sec (RPS)', perSecond, 1_000)] : []),
    ...(perMinute ? [new TokenBucket('requests per min (RPM)', perMinute, 60_000)] : []),
  ];
}

function refuseRate(buckets: readonly TokenBucket[], waitMs: number): Verdict {
  const { name, limit } = tightest(buckets) ?? { name: 'requests', limit: 0 };
  const wait = Math.ceil(waitMs);
  return {
    refusal: rateLimitError(`${name}: Limit ${limit}. Please try again in ${formatDuration(wait)}`),
    headers: { ...requestHeaders(buckets), ...retryAfterHeaders(wait) },
  };
}

/** When a place will be free is unknown, so nothing is said about it. */
function refuseConcurrency(buckets: readonly TokenBucket[], concurrency: number): Verdict {
  return {
    refusal: rateLimitError(`concurrent requests: Limit ${concurrency}`),
    headers: requestHeaders(buckets),
  };
}

/** Modelled on recordings 29643ae6a9ee and 405f75426ad2: the reset is when the bucket is full again. */
function requestHeaders(buckets: readonly TokenBucket[]): Headers {
  const bucket = tightest(buckets);
  if (!bucket) return noHeaders;
  return {
    'x-ratelimit-limit-requests': String(bucket.limit),
    'x-ratelimit-remaining-requests': String(bucket.remaining()),
    'x-ratelimit-reset-requests': formatDuration(Math.ceil(bucket.resetMs())),
  };
}

function tightest(buckets: readonly TokenBucket[]): TokenBucket | undefined {
  const [first, second] = buckets;
  return first && second && second.remaining() < first.remaining() ? second : first;
}
