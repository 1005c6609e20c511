import { rateLimitError } from './openai-errors.ts';
import { formatDuration, retryAfterHeaders } from './openai-headers.ts';
import type { SimulatorSettings } from './settings.ts';
import { TokenBucket } from './token-bucket.ts';

export type HttpHeaders = Readonly<Record<string, string>>;

/** May the request go on? If not, `refusal` is the body of its 429. The headers are for either answer. */
export interface Verdict {
  refusal?: string;
  headers: HttpHeaders;
}

/** Judges one request; what it refuses takes nothing from any limit. */
export type Judge = (nowMs: number, inFlight: number) => Verdict;

/** The limits of the settings: buckets of requests, and requests in flight. */
export function createLimits({ limits }: SimulatorSettings): Judge {
  const buckets = createBuckets(limits);
  const { concurrency = Number.POSITIVE_INFINITY } = limits;
  return (nowMs, inFlight) => {
    for (const bucket of buckets) bucket.refill(nowMs);
    const tightest = findTightest(buckets);
    if (tightest && tightest.waitMs() > 0) return refuseRate(tightest);
    if (inFlight >= concurrency) return refuseConcurrency(concurrency, tightest);
    for (const bucket of buckets) bucket.take();
    return { headers: requestHeaders(findTightest(buckets)) };
  };
}

function createBuckets(limits: SimulatorSettings['limits']): TokenBucket[] {
  const { requests_per_second: perSecond, requests_per_minute: perMinute } = limits;
  return [
    ...(perSecond ? [new TokenBucket('requests per sec (RPS)', perSecond, 1_000)] : []),
    ...(perMinute ? [new TokenBucket('requests per min (RPM)', perMinute, 60_000)] : []),
  ];
}

/** The bucket with the longest wait, else with the fewest requests left. */
function findTightest([first, second]: readonly TokenBucket[]): TokenBucket | undefined {
  if (!first || !second) return first;
  const [firstWait, secondWait] = [first.waitMs(), second.waitMs()];
  if (firstWait !== secondWait) return firstWait > secondWait ? first : second;
  return second.remaining() < first.remaining() ? second : first;
}

function refuseRate(bucket: TokenBucket): Verdict {
  const wait = Math.ceil(bucket.waitMs());
  const reason = `${bucket.name}: Limit ${bucket.limit}. Please try again in ${formatDuration(wait)}`;
  return {
    refusal: rateLimitError(reason),
    headers: { ...requestHeaders(bucket), ...retryAfterHeaders(wait) },
  };
}

/** When a place will be free is unknown, so nothing is said about it. */
function refuseConcurrency(limit: number, tightest: TokenBucket | undefined): Verdict {
  return {
    refusal: rateLimitError(`concurrent requests: Limit ${limit}`),
    headers: requestHeaders(tightest),
  };
}

/** Modelled on recordings 29643ae6a9ee and 405f75426ad2: the reset is when the bucket is full again. */
function requestHeaders(bucket: TokenBucket | undefined): HttpHeaders {
  if (!bucket) return {};
  return {
    'x-ratelimit-limit-requests': String(bucket.limit),
    'x-ratelimit-remaining-requests': String(bucket.remaining()),
    'x-ratelimit-reset-requests': formatDuration(Math.ceil(bucket.resetMs())),
  };
}
