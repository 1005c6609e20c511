import { isJsonObject, type JsonObject } from '../json.ts';
import type { ErrorFacts } from './error-body.ts';
import type { ResponseHeaders } from './provider.ts';
import { boundWait, readDuration } from './retry-after.ts';

/** How long an error's own objects, else its words, ask to wait, in milliseconds. */
export function readToldWait({ layers, message }: ErrorFacts): number | undefined {
  for (const layer of layers) {
    const waitMs = boundWait(waitIn(layer));
    if (waitMs !== undefined) return waitMs;
  }
  return boundWait(waitInWords(message));
}

/** Google's `google.rpc.RetryInfo`; OpenRouter; a model that Hugging Face has still to load. */
function waitIn(layer: JsonObject): number | undefined {
  const { retryDelay, retry_after_seconds: ofRouter, estimated_time: ofLoading } = layer;
  if (typeof retryDelay === 'string') return readDuration(retryDelay);
  const seconds = ofRouter ?? ofLoading;
  return typeof seconds === 'number' ? seconds * 1_000 : undefined;
}

/** The headers of the provider behind it, which OpenRouter tells in the body (recording d3e2e03d131c). */
export function headersTold(layers: readonly JsonObject[]): ResponseHeaders {
  const headers = layers.map((layer) => layer['headers']).find(isJsonObject) ?? {};
  const texts = Object.entries(headers).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts.map(([name, value]) => [name.toLowerCase(), `${value}`]));
}

const phrase =
  /\b(?:try again|retry) (?:in|after) ((?:\d+(?:\.\d+)?\s*(?:ms|milliseconds?|[smhd]|secs?|seconds?|mins?|minutes?|hours?|days?)(?![a-z])\s*)+)/i;

/** OpenAI (recording b8d4a0e6b822), Gemini; in whole words Azure, Moonshot. */
function waitInWords(message: string): number | undefined {
  const [, told = ''] = phrase.exec(message) ?? [];
  const parts = told.toLowerCase().matchAll(/([\d.]+)\s*(ms|milli|[smhd])/g);
  return readDuration(
    Array.from(parts, ([, amount, unit]) => amount + (unit === 'milli' ? 'ms' : `${unit}`)).join(
      '',
    ),
  );
}
