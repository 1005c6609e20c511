import type { ResponseHeaders } from './provider.ts';

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The first value of a header. */
export function headerOf(headers: ResponseHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** A longer wait than a week is a mistake, or a limit that nobody waits for; it counts as not told. */
const longestMs = 7 * 86_400_000;

/** The wait where it is one. */
export const boundWait = (waitMs: number | undefined): number | undefined =>
  waitMs !== undefined && waitMs >= 0 && waitMs <= longestMs ? waitMs : undefined;

/**
 * How long the provider asks to wait, in milliseconds, by the headers of a refusal: the larger of
 * `retry-after` and `retry-after-ms`, since Azure sends both and one may be 0 (recording 755156a97670); but
 * the exact `retry-after-ms` where `retry-after` is only its rounding up (recording b8d4a0e6b822). Else until
 * the reset of the exhausted limit.
 */
export function readRetryAfter(headers: ResponseHeaders, nowMs: number): number | undefined {
  const wholeMs = boundWait(readReset(headerOf(headers, 'retry-after'), nowMs));
  const exactMs = boundWait(readNumber(headerOf(headers, 'retry-after-ms')));
  if (wholeMs === undefined) return exactMs ?? readExhaustedReset(headers, nowMs);
  if (exactMs === undefined) return wholeMs;
  return exactMs > 0 && wholeMs - exactMs < 1_000 ? exactMs : Math.max(wholeMs, exactMs);
}

type Unit = 'requests' | 'tokens';

/** A limit of which nothing is left. */
interface Exhausted {
  unit: Unit;
  reset: string | undefined;
}

/** Of all exhausted limits the last to be reset: until then nothing passes. */
function readExhaustedReset(headers: ResponseHeaders, nowMs: number): number | undefined {
  const waits = exhaustedLimits(headers)
    .map(({ reset }) => boundWait(readReset(reset, nowMs)))
    .filter((waitMs) => waitMs !== undefined);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

/** What the exhausted limit counts; requests before tokens. */
export function exhaustedIn(headers: ResponseHeaders): Unit | undefined {
  const units = exhaustedLimits(headers).map(({ unit }) => unit);
  return units.includes('requests') ? 'requests' : units[0];
}

const exhaustedLimits = (headers: ResponseHeaders): Exhausted[] => [
  ...byNames(headers),
  ...byFields(headerOf(headers, 'ratelimit')),
];

/**
 * Vendors differ in all but this: what is left and its reset have names that differ in one word, such as
 * `x-ratelimit-remaining-tokens` (OpenAI, Groq, Azure), `anthropic-ratelimit-input-tokens-remaining` (recording
 * a0f23bf2b431), `x-ratelimit-remaining` (OpenRouter, Hugging Face: d3e2e03d131c),
 * `x-ratelimit-remaining-tokens-minute` (Cerebras; Mistral without a reset), `ratelimit-remaining` (Replicate).
 */
function byNames(headers: ResponseHeaders): Exhausted[] {
  return Object.keys(headers)
    .filter((name) => /limit.*remaining/.test(name) && readNumber(headerOf(headers, name)) === 0)
    .map((name) => ({
      // Mistral's older `x-ratelimitbysize` counts tokens.
      unit: /token|bysize/.test(name) ? 'tokens' : 'requests',
      reset: resetOf(headers, name),
    }));
}

/** Azure's have a period beside them and are milliseconds: of 120 a minute one is back in 500 (76f98d2fb982). */
function resetOf(headers: ResponseHeaders, name: string): string | undefined {
  const reset = headerOf(headers, name.replace('remaining', 'reset'));
  const period = headerOf(headers, name.replace('remaining', 'renewalperiod'));
  return reset !== undefined && period !== undefined ? `${reset}ms` : reset;
}

/** IETF's drafts: `"api";r=0;t=295` (Hugging Face), and before `limit=9, remaining=0, reset=295`. */
const byFields = (text = ''): Exhausted[] =>
  [...text.matchAll(/\b(?:r|remaining)=0[;,]\s*(?:t|reset)=(\d+)/g)].map(([, reset]) => ({
    unit: 'requests',
    reset,
  }));

/** When it is over, as seconds to go or since 1970, milliseconds since 1970, a duration or a time. */
function readReset(text: string | undefined, nowMs: number): number | undefined {
  const number = readNumber(text);
  if (number === undefined) return readDuration(text) ?? readTime(text, nowMs);
  if (number >= 1e12) return Math.max(0, number - nowMs);
  return number >= 1e9 ? Math.max(0, number * 1_000 - nowMs) : number * 1_000;
}

/** An HTTP date, or a time of RFC 3339; Date.parse by itself takes `-5` for a date too. */
function readTime(text: string | undefined, nowMs: number): number | undefined {
  if (!text || !/^\s*(?:[A-Z][a-z]+, \d|\d{4}-\d\d-\d\dT)/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

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
