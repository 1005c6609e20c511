import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Limits } from '../../lib/simulator/limits.ts';
import type { ErrorReason, MannerName } from '../../lib/simulator/manner.ts';
import { manners } from '../../lib/simulator/manners.ts';
import { simulatorSchema } from '../../lib/simulator/settings.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, type Recording, recordingOf } from '../support/recordings.ts';
import { chat, type Input, withSimulator } from './with-simulator.ts';

const Manners = suite('manners of providers');

/** What the first request of 14 tokens is told. */
function headersOf(headers: MannerName, limits: Input['limits']) {
  return new Limits(simulatorSchema.parse({ headers, limits })).judge(0, 0, 14).headers;
}

/** The answer to a request that comes when all is used up. */
function refusalOf(headers: MannerName, limits: Input['limits']) {
  const judged = new Limits(simulatorSchema.parse({ headers, limits }));
  judged.judge(0, 0, 14);
  const { refusal = '', headers: told } = judged.judge(0, 0, 14);
  return { body: JSON.parse(refusal), headers: told };
}

const errorOf = (name: MannerName, reason: ErrorReason) =>
  JSON.parse(manners[name].errorBody({ status: 429, reason, message: 'the message' }));

function recorded(id: string, api = 'chat.completions'): Recording | undefined {
  if (!needs('recordings', hasRecordings)) return undefined;
  return recordingOf(api, id);
}

const perMinute = { requests_per_minute: 120, tokens_per_minute: 120_000 };

Manners('of OpenAI tell when all may pass again, with units', () => {
  assert.equal(headersOf('openai', perMinute), {
    'x-ratelimit-limit-requests': '120',
    'x-ratelimit-remaining-requests': '119',
    'x-ratelimit-reset-requests': '500ms',
    'x-ratelimit-limit-tokens': '120000',
    'x-ratelimit-remaining-tokens': '119986',
    'x-ratelimit-reset-tokens': '7ms',
  });
});

Manners('of Azure tell resets without a unit, and the period', () => {
  const told = headersOf('azure', perMinute);
  assert.equal(told, {
    'x-ratelimit-limit-requests': '120',
    'x-ratelimit-remaining-requests': '119',
    'x-ratelimit-reset-requests': '500',
    'x-ratelimit-renewalperiod-requests': '60',
    'x-ratelimit-limit-tokens': '120000',
    'x-ratelimit-remaining-tokens': '119986',
    'x-ratelimit-reset-tokens': '7',
    'x-ratelimit-renewalperiod-tokens': '60',
  });
  const recording = recorded('76f98d2fb982');
  for (const [name, text] of Object.entries(recording ? told : {})) {
    assert.is(recording?.headers[name], text, name);
  }
});

Manners('of Azure tell a wait twice, and never 0 s', () => {
  assert.equal(manners.azure.waitHeaders(0), { 'retry-after': '1', 'retry-after-ms': '0' });
  assert.equal(manners.azure.waitHeaders(1_500), { 'retry-after': '2', 'retry-after-ms': '1500' });
  const { error } = errorOf('azure', 'tokens');
  assert.equal(error, {
    code: 'RateLimitReached',
    message: 'the message',
    details: 'the message',
  });
});

Manners('of Groq tell resets to the nanosecond and waits in whole seconds', () => {
  const limits = { requests_per_minute: 7, tokens_per_minute: 14 };
  const { headers, body } = refusalOf('groq', limits);
  assert.equal(headers, {
    'x-ratelimit-limit-requests': '7',
    'x-ratelimit-remaining-requests': '6',
    'x-ratelimit-reset-requests': '8.571428571s',
    'x-ratelimit-limit-tokens': '14',
    'x-ratelimit-remaining-tokens': '0',
    'x-ratelimit-reset-tokens': '1m0s',
    'retry-after': '60',
  });
  assert.equal([body.error.type, body.error.code], ['tokens', 'rate_limit_exceeded']);
});

Manners('of Anthropic tell resets as dates, and a wait with every answer', () => {
  const limits = { requests_per_minute: 60, tokens_per_minute: 2_400_000 };
  const before = Math.floor(Date.now() / 1_000) * 1_000;
  const told = headersOf('anthropic', limits);
  const after = Date.now() + 2_000;
  const { 'anthropic-ratelimit-requests-reset': reset = '', ...others } = told;
  assert.match(reset, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(Date.parse(reset) > before && Date.parse(reset) <= after, reset);
  assert.is(others['retry-after'], '1');
  assert.is(others['anthropic-ratelimit-requests-remaining'], '59');
  assert.is(others['anthropic-ratelimit-tokens-remaining'], '2399986');
  const recording = recorded('a0f23bf2b431', 'messages');
  for (const name of Object.keys(recording ? told : {})) {
    if (name !== 'retry-after') assert.ok(recording?.headers[name], name);
  }
});

Manners('of Anthropic tell no wait with a 429 where none is known', () => {
  const limits = { requests_per_minute: 60, concurrency: 0 };
  const { headers } = refusalOf('anthropic', limits);
  assert.is(headers['anthropic-ratelimit-requests-remaining'], '60');
  assert.is(headers['retry-after'], undefined);
  assert.is(refusalOf('anthropic', { requests_per_minute: 1 }).headers['retry-after'], '60');
});

Manners('of Anthropic have its error bodies', () => {
  assert.equal(errorOf('anthropic', 'overloaded'), {
    type: 'error',
    error: { type: 'overloaded_error', message: 'the message' },
  });
  assert.is(errorOf('anthropic', 'tokens').error.type, 'rate_limit_error');
  assert.is(errorOf('anthropic', 'auth').error.type, 'authentication_error');
  const tooLong = { status: 413, reason: 'request', message: 'too long' } as const;
  assert.match(manners.anthropic.errorBody(tooLong), '"request_too_large"');
});

Manners('of GLM tell nothing but a code, which is text', () => {
  const { headers, body } = refusalOf('glm', { requests_per_minute: 1 });
  assert.equal(headers, {});
  assert.is(body.error.code, '1303');
  assert.is(errorOf('glm', 'tokens').error.code, '1303');
  assert.is(errorOf('glm', 'concurrency').error.code, '1302');
  assert.equal(manners.glm.waitHeaders(1_000), {});
  const recording = recorded('2ea232fcad1b');
  if (recording) assert.equal(errorOf('glm', 'quota'), JSON.parse(recording.body));
});

Manners('of Mistral have the period in their names, and what was taken', () => {
  const told = headersOf('mistral', { requests_per_minute: 100, tokens_per_minute: 100_000 });
  assert.equal(told, {
    'x-ratelimit-limit-req-minute': '100',
    'x-ratelimit-remaining-req-minute': '99',
    'x-ratelimit-limit-tokens-minute': '100000',
    'x-ratelimit-remaining-tokens-minute': '99986',
    'x-ratelimit-tokens-query-cost': '14',
  });
  const recording = recorded('ce488ef87025');
  for (const name of Object.keys(recording ? told : {})) assert.ok(recording?.headers[name], name);
  const refused = refusalOf('mistral', { tokens_per_minute: 14 }).headers;
  assert.is(refused['x-ratelimit-tokens-query-cost'], undefined);
  assert.equal(headersOf('mistral', { requests_per_second: 5 }), {
    'x-ratelimit-limit-req-second': '5',
    'x-ratelimit-remaining-req-second': '4',
  });
});

Manners('of Mistral have errors without an error object', () => {
  const { headers, body } = refusalOf('mistral', { requests_per_minute: 1 });
  assert.is(headers['retry-after'], undefined);
  assert.equal([body.object, body.type, body.code], ['error', 'rate_limited', '1300']);
  assert.equal(errorOf('mistral', 'auth'), { detail: 'the message' });
});

Manners('may say nothing at all', () => {
  const { headers, body } = refusalOf('none', { requests_per_minute: 1 });
  assert.equal(headers, {});
  assert.is(body.error.code, 'rate_limit_exceeded');
});

Manners('say the same of an empty account, except where a provider has its own code', () => {
  for (const name of ['openai', 'azure', 'groq', 'mistral', 'none'] as const) {
    assert.is(errorOf(name, 'quota').error.code, 'insufficient_quota', name);
  }
});

for (const [name, status, words] of [
  ['anthropic', 400, 'Your credit balance is too low'],
  ['bedrock', 429, 'Too many tokens per day'],
  ['cohere', 402, 'update your payment method'],
  ['ollama', 429, 'have reached your weekly usage limit'],
] as const) {
  Manners(`tell an empty account in the words of ${name}`, () =>
    withSimulator({ headers: name, faults: { quota: 1 } }, async ({ post, stats }) => {
      const response = await post('/v1/chat/completions', chat('a'));
      assert.is(response.status, status);
      assert.match(await response.text(), words);
      assert.is(stats().rateLimited.byFault, status === 429 ? 1 : 0);
    }),
  );
}

Manners.run();
