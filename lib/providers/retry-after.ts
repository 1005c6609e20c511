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
 * reset of the exhausted dimension in the headers of OpenAI, Anthropic or OpenRouter.
 */
export function readRetryAfter(headers: ResponseHeaders, nowMs: number): number | undefined {
  const wholeMs = readSecondsOrDate(headerOf(headers, 'retry-after'), nowMs);
  const exactMs = readNumber(headerOf(headers, 'retry-after-ms'));
  if (wholeMs === undefined) return exactMs ?? readExhaustedReset(headers, nowMs);
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

/** One limit, by the names of its headers. */
interface Dimension {
  unit: 'requests' | 'tokens';
  remaining: string;
  reset: string;
}

const openaiNames = (unit: Dimension['unit']): Dimension => ({
  unit,
  remaining: `x-ratelimit-remaining-${unit}`,
  reset: `x-ratelimit-reset-${unit}`,
});

const anthropicNames = (name: string): Dimension => ({
  unit: name === 'requests' ? 'requests' : 'tokens',
  remaining: `anthropic-ratelimit-${name}-remaining`,
  reset: `anthropic-ratelimit-${name}-reset`,
});

/** Those of requests come first. */
const dimensions: readonly Dimension[] = [
  openaiNames('requests'),
  // Recording a0f23bf2b431.
  anthropicNames('requests'),
  // OpenRouter's (recording d3e2e03d131c).
  { unit: 'requests', remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset' },
  openaiNames('tokens'),
  anthropicNames('tokens'),
  anthropicNames('input-tokens'),
  anthropicNames('output-tokens'),
];

const isExhausted = (headers: ResponseHeaders, { remaining }: Dimension): boolean =>
  headerOf(headers, remaining) === '0';

/** Of all exhausted dimensions the last to be reset: until then nothing passes. */
function readExhaustedReset(headers: ResponseHeaders, nowMs: number): number | undefined {
  const resets = dimensions
    .filter((dimension) => isExhausted(headers, dimension))
    .map(({ reset }) => readReset(headerOf(headers, reset), nowMs))
    .filter((waitMs) => waitMs !== undefined);
  return resets.length > 0 ? Math.max(...resets) : undefined;
}

/** A duration, a time of RFC 3339, or milliseconds since 1970. */
function readReset(text: string | undefined, nowMs: number): number | undefined {
  const at = /^\d{13}$/.test(text ?? '') ? Number(text) : readTime(text);
  return at === undefined ? readDuration(text) : Math.max(0, at - nowMs);
}

function readTime(text: string | undefined): number | undefined {
  const at = /^\d{4}-\d\d-\d\dT/.test(text ?? '') ? Date.parse(text ?? '') : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** The limit of which nothing is left; requests before tokens. */
export const exhaustedIn = (headers: ResponseHeaders): Dimension['unit'] | undefined =>
  dimensions.find((dimension) => isExhausted(headers, dimension))?.unit;

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
