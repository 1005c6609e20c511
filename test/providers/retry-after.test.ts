import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exhaustedIn, readDuration, readRetryAfter } from '../../lib/providers/retry-after.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const Wait = suite('retry-after');

const nowMs = Date.parse('2026-11-22T12:00:00Z');

const cases: [string, Record<string, string | string[]>, number | undefined][] = [
  ['nothing', {}, undefined],
  ['seconds', { 'retry-after': '90' }, 90_000],
  ['parts of a second', { 'retry-after': ' 1.5 ' }, 1_500],
  ['0', { 'retry-after': '0' }, 0],
  ['an HTTP date', { 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
  ['a date that has passed', { 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
  ['what is neither', { 'retry-after': 'soon' }, undefined],
  ['milliseconds', { 'retry-after-ms': '174' }, 174],
  ['the first of several headers', { 'retry-after': ['2', '9'] }, 2_000],
  ['seconds beside milliseconds of 0', { 'retry-after': '1', 'retry-after-ms': '0' }, 1_000],
  ['milliseconds beside seconds of 0', { 'retry-after': '0', 'retry-after-ms': '300' }, 300],
  ['milliseconds that are rounded up beside', { 'retry-after': '1', 'retry-after-ms': '174' }, 174],
  ['the longer of two that differ', { 'retry-after': '60', 'retry-after-ms': '100' }, 60_000],
  [
    "the exhausted requests' reset",
    {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1m13.588s',
      'x-ratelimit-remaining-tokens': '100',
      'x-ratelimit-reset-tokens': '5ms',
    },
    73_588,
  ],
  [
    'the later reset where both are exhausted',
    {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '30s',
    },
    30_000,
  ],
  [
    "the exhausted tokens' reset, not the first one",
    {
      'x-ratelimit-remaining-requests': '3',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '30s',
    },
    30_000,
  ],
  [
    "a time, as Anthropic's resets are",
    {
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': '2026-11-22T12:00:01Z',
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-22T12:00:17Z',
    },
    17_000,
  ],
  [
    "milliseconds since 1970, as OpenRouter's reset is",
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(nowMs + 2_500) },
    2_500,
  ],
  [
    'a reset that has passed',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(nowMs - 1) },
    0,
  ],
  [
    'no reset in a form that it does not know',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '42' },
    undefined,
  ],
  ['no reset while something is left', { 'x-ratelimit-reset-requests': '1s' }, undefined],
];

for (const [name, headers, expected] of cases) {
  Wait(`reads ${name}`, () => {
    assert.is(readRetryAfter(headers, nowMs), expected);
  });
}

const durations: [string | undefined, number | undefined][] = [
  ['12ms', 12],
  ['0s', 0],
  ['7.66s', 7_660],
  ['2m59.56s', 179_560],
  ['1h0m1s', 3_601_000],
  ['1d', 86_400_000],
  ['', undefined],
  [undefined, undefined],
  ['60', undefined],
  ['1s later', undefined],
  ['s', undefined],
];

Wait("reads OpenAI's durations, and nothing else", () => {
  for (const [text, expected] of durations) assert.is(readDuration(text), expected, text);
});

Wait('tells which limit is exhausted', () => {
  assert.is(exhaustedIn({}), undefined);
  assert.is(exhaustedIn({ 'x-ratelimit-remaining-requests': '0' }), 'requests');
  assert.is(exhaustedIn({ 'x-ratelimit-remaining-tokens': ['0'] }), 'tokens');
  assert.is(exhaustedIn({ 'anthropic-ratelimit-output-tokens-remaining': '0' }), 'tokens');
  assert.is(exhaustedIn({ 'anthropic-ratelimit-requests-remaining': '0' }), 'requests');
});

Wait('reads what providers have sent', () => {
  if (!needs('recordings', hasRecordings)) return;
  const read = (id: string, at = nowMs) =>
    readRetryAfter(recordingOf('chat.completions', id).headers, at);
  assert.is(read('755156a97670'), 1_000);
  assert.is(read('b8d4a0e6b822'), 174);
  assert.is(read('d3e2e03d131c', 1_754_667_658_000), 2_000);
});

Wait.run();
