import type { ResponseHeaders } from './provider.ts';

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The first value of a header. */
export function headerOf(headers: ResponseHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/**
 * How long the provider asks to wait, in milliseconds: the larger of `retry-after` (seconds or an HTTP
 * date) and `retry-after-ms`, since Azure sends both and one may be 0 (recording 755156a97670); but the
 * exact `retry-after-ms` where `retry-after` is only its rounding up (recording b8d4a0e6b822). Else the
 * reset of the exhausted dimension in OpenAI's headers.
 */
export function readRetryAfter(headers: ResponseHeaders, nowMs: number): number | undefined {
  const wholeMs = readSecondsOrDate(headerOf(headers, 'retry-after'), nowMs);
  const exactMs = readNumber(headerOf(headers, 'retry-after-ms'));
  if (wholeMs === undefined) return exactMs ?? readExhaustedReset(headers);
  if (exactMs === undefined) return wholeMs;
  return exactMs > 0 && wholeMs - exactMs < 1_000 ? exactMs : Math.max(wholeMs, exactMs);
}

function readSecondsOrDate(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const seconds = readNumber(text);
  if (seconds !== undefined) return seconds * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** Of all exhausted dimensions the last to be reset: until then nothing passes. */
function readExhaustedReset(headers: ResponseHeaders): number | undefined {
  const resets = dimensions
    .filter((name) => isExhausted(headers, name))
    .map((name) => readDuration(headerOf(headers, `x-ratelimit-reset-${name}`)))
    .filter((reset) => reset !== undefined);
  return resets.length > 0 ? Math.max(...resets) : undefined;
}

const dimensions = ['requests', 'tokens'] as const;

const isExhausted = (headers: ResponseHeaders, name: (typeof dimensions)[number]): boolean =>
  headerOf(headers, `x-ratelimit-remaining-${name}`) === '0';

/** The limit of which nothing is left; requests before tokens. */
export const exhaustedIn = (headers: ResponseHeaders): 'requests' | 'tokens' | undefined =>
  dimensions.find((name) => isExhausted(headers, name));

/** OpenAI's spelling of a duration, such as `12ms` or `1m13.588s`, in milliseconds. */
export function readDuration(text: string | undefined): number | undefined {
  if (!text || !/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    sum += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  }
  return sum;
}

function readNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(text)) return undefined;
  return Number(text);
}
