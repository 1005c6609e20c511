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
    "milliseconds to go, as Azure's resets are beside their period",
    {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '500',
      'x-ratelimit-renewalperiod-requests': '60',
    },
    500,
  ],
  [
    'seconds to go until a reset',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '42' },
    42_000,
  ],
  [
    'seconds since 1970',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(nowMs / 1_000 + 5) },
    5_000,
  ],
  [
    "seconds to go as Azure's resets are, without a unit",
    { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '7' },
    7_000,
  ],
  [
    'the reset of a window that is part of the name, as with Cerebras',
    {
      'x-ratelimit-remaining-requests-day': '12',
      'x-ratelimit-reset-requests-day': '33011.38',
      'x-ratelimit-remaining-tokens-minute': '0',
      'x-ratelimit-reset-tokens-minute': '11.5',
    },
    11_500,
  ],
  ["Replicate's reset", { 'ratelimit-remaining': '0', 'ratelimit-reset': '1' }, 1_000],
  ["the reset in IETF's field", { ratelimit: '"api";r=0;t=295' }, 295_000],
  [
    'the later one of those that are exhausted in the field',
    { ratelimit: '"a";r=0;t=2, "b";r=0;t=5, "c";r=9;t=300' },
    5_000,
  ],
  ['the field of an earlier draft', { ratelimit: 'limit=9, remaining=0, reset=30' }, 30_000],
  ['no field while something is left', { ratelimit: '"api";r=10;t=295' }, undefined],
  ['a week', { 'retry-after': '604800' }, 604_800_000],
  ['no more than a week', { 'retry-after': '604801' }, undefined],
  ['no negative wait', { 'retry-after': '-5' }, undefined],
  ['no infinite wait', { 'retry-after': `1${'0'.repeat(400)}` }, undefined],
  [
    'milliseconds beside seconds that are absurd',
    { 'retry-after': '99999999', 'retry-after-ms': '250' },
    250,
  ],
  [
    'no reset that is absurd',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '999d' },
    undefined,
  ],
  [
    'no reset of a limit whose header has none',
    { 'x-ratelimit-remaining-req-minute': '0', 'x-ratelimit-limit-req-minute': '60' },
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
  assert.is(exhaustedIn({ 'x-ratelimit-remaining-req-minute': '0' }), 'requests');
  assert.is(exhaustedIn({ 'x-ratelimit-remaining-tokens-minute': '0' }), 'tokens');
  assert.is(exhaustedIn({ 'x-ratelimitbysize-remaining-minute': '0' }), 'tokens');
  assert.is(exhaustedIn({ 'x-tokenlimit-remaining': '0.0' }), 'tokens');
  assert.is(exhaustedIn({ ratelimit: '"api";r=0;t=1' }), 'requests');
  assert.is(
    exhaustedIn({ 'x-ratelimit-remaining-tokens': '0', 'ratelimit-remaining': '0' }),
    'requests',
  );
  assert.is(exhaustedIn({ 'x-ratelimit-remaining-tokens': '-1', 'x-remaining': '0' }), undefined);
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
