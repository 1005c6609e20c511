import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { headersTold, readToldWait } from '../../lib/providers/told-wait.ts';

const Told = suite('told wait');

const messages: [string, number | undefined][] = [
  ['Please try again in 174ms. Visit us.', 174],
  ['Please try again in 1m2.5s.', 62_500],
  ['Please try again in 20s', 20_000],
  ['Please retry in 45.5s.', 45_500],
  ['Please retry in 10h17m5.5s.', 37_025_500],
  ['Please retry after 26 seconds.', 26_000],
  ['please try again after 1 seconds', 1_000],
  ['Try again in 2h 16m', 8_160_000],
  ['Retry after 5 minutes, or pay', 300_000],
  ['Try again in 300 milliseconds', 300],
  ['Try again in 1 day', 86_400_000],
  ['Try again in 8 days', undefined],
  ['Try again in 3 moments', undefined],
  ['Try again in a moment', undefined],
  ['Try again in 30', undefined],
  ['We retry in vain', undefined],
];

Told('is read from words', () => {
  for (const [message, waitMs] of messages) {
    assert.is(readToldWait({ layers: [], codes: [], message }), waitMs, message);
  }
});

const objects: [JsonObject, number | undefined][] = [
  [{ retryDelay: '34.4s' }, 34_400],
  [{ retryDelay: 34 }, undefined],
  [{ retry_after_seconds: 1.5 }, 1_500],
  [{ estimated_time: 20 }, 20_000],
  [{ estimated_time: -1 }, undefined],
  [{ estimated_time: 1e9 }, undefined],
  [{ estimated_time: '20' }, undefined],
];

Told('is read from an object, which goes before words', () => {
  for (const [object, waitMs] of objects) {
    const facts = { layers: [{}, object], codes: [], message: 'Try again in 7s' };
    assert.is(readToldWait(facts), waitMs ?? 7_000, JSON.stringify(object));
  }
});

Told('takes the headers that an error repeats', () => {
  const layers = [{}, { headers: { 'X-RateLimit-Reset': '5', odd: [1], number: 1 } }];
  assert.equal(headersTold(layers), { 'x-ratelimit-reset': '5' });
  assert.equal(headersTold([{ headers: 'none' }]), {});
});

Told.run();
