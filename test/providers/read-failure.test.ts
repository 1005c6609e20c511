import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FailureKind, failureKinds } from '../../lib/errors.ts';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import type { Failure, ResponseHeaders } from '../../lib/providers/provider.ts';
import { findError, readErrorObject, readFailure } from '../../lib/providers/read-failure.ts';
import { forAll } from '../io/for-all.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, type Recording, recordingsOf } from '../support/recordings.ts';

const Failures = suite('read failure');

const read = (status: number, error: unknown, headers: ResponseHeaders = {}): Failure =>
  readFailure(status, headers, JSON.stringify({ error }));

const byStatus: [number, FailureKind][] = [
  [302, 'server_error'],
  [400, 'bad_request'],
  [401, 'auth'],
  [402, 'quota_exceeded'],
  [403, 'auth'],
  [404, 'bad_request'],
  [408, 'timeout'],
  [409, 'bad_request'],
  [413, 'too_large'],
  [422, 'bad_request'],
  [429, 'rate_limited'],
  [500, 'server_error'],
  [502, 'server_error'],
  [503, 'server_error'],
  [504, 'server_error'],
  [529, 'overloaded'],
];

Failures('goes by the status where no code is known', () => {
  for (const [status, kind] of byStatus) {
    for (const code of [null, 'odd', 'constructor', 500, '429']) {
      assert.is(read(status, { code, message: 'odd' }).kind, kind, `${status} ${code}`);
    }
    assert.is(readFailure(status, {}, '').kind, kind);
  }
});

Failures('never goes by words of which no vendor is known', () => {
  const failure = read(400, { message: '429: rate limit reached, insufficient_quota' });
  assert.is(failure.kind, 'bad_request');
});

Failures('tells the first code, a status only where there is no other', () => {
  const code = (error: unknown): string | undefined => read(400, error).code;
  assert.is(code({ code: 'one', type: 'two' }), 'one');
  assert.is(code({ code: null, type: 'two' }), 'two');
  assert.is(code({ code: 400, type: 'two' }), 'two');
  assert.is(code({ code: 400 }), '400');
  assert.is(code({ message: 'none' }), undefined);
  const headers = { 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/' };
  const { kind, code: ofAws } = readFailure(400, headers, '{"message":"Slow down"}');
  assert.equal([kind, ofAws], ['rate_limited', 'ThrottlingException']);
});

Failures('takes a 503 that says how long to wait for overload', () => {
  const { kind, retryAfterMs } = readFailure(503, { 'retry-after': '2' }, '');
  assert.equal([kind, retryAfterMs], ['overloaded', 2_000]);
  const loading = readFailure(503, {}, '{"error":"Model X is loading","estimated_time":20.5}');
  assert.equal([loading.kind, loading.retryAfterMs], ['overloaded', 20_500]);
  assert.is(readFailure(502, { 'retry-after': '2' }, '').kind, 'server_error');
});

const waits: [string, unknown, number | undefined][] = [
  ['Limit 300, Used 299, Requested 9. Please try again in 174ms. Visit us.', {}, 174],
  ['Please try again in a moment.', {}, undefined],
  ['Please try again in 9 days.', {}, undefined],
  ['Slow down', { details: [{ '@type': 'RetryInfo', retryDelay: '34.4s' }] }, 34_400],
  ['Slow down', { metadata: { retry_after_seconds: 3 } }, 3_000],
  ['Slow down', { metadata: { headers: { 'Retry-After': '4' } } }, 4_000],
];

for (const [message, more, waitMs] of waits) {
  Failures(`reads the wait of a 429: ${message} ${JSON.stringify(more)}`, () => {
    const error = { message, ...(isJsonObject(more) ? more : {}) };
    assert.is(read(429, error).retryAfterMs, waitMs);
    assert.is(readErrorObject({ ...error, code: 429 }, 200).retryAfterMs, waitMs);
    assert.is(
      read(429, error, { 'retry-after': '7' }).retryAfterMs,
      7_000,
      'the header goes first',
    );
  });
}

Failures('reads no wait where waiting does not help, or words on a server error', () => {
  for (const status of [400, 401, 402, 413]) {
    const failure = read(status, { message: 'Try again in 1s' }, { 'retry-after': '7' });
    assert.is(failure.retryAfterMs, undefined, `${status}`);
  }
  const failure = read(500, { message: 'Please try again in 174ms.' });
  assert.equal([failure.kind, failure.retryAfterMs], ['server_error', undefined]);
});

Failures('tells which limit a 429 is about, by its headers or its type', () => {
  const headers = { 'x-ratelimit-remaining-requests': '0' };
  assert.is(read(429, { type: 'tokens' }, headers).exhausted, 'requests');
  assert.is(read(429, { type: 'tokens', code: 'rate_limit_exceeded' }).exhausted, 'tokens');
  assert.is(read(429, { type: 'requests' }).exhausted, 'requests');
  assert.is(read(429, { type: 'limits' }).exhausted, undefined);
  assert.is(read(500, { type: 'tokens' }, headers).exhausted, undefined);
});

Failures('passes on what a provider says of another try; a conflict may pass', () => {
  const told = (status: number, value?: string) =>
    readFailure(status, value ? { 'x-should-retry': value } : {}, '').isRetryable;
  assert.is(told(500, 'false'), false);
  assert.is(told(400, 'true'), true);
  assert.is(told(500, 'perhaps'), undefined);
  assert.is(told(500), undefined);
  assert.is(told(409), true);
  assert.is(told(409, 'false'), false);
});

Failures('has its message in one line', () => {
  assert.is(read(400, { message: 'a\n\u001b[31mx' }).message, 'a [31mx');
});

Failures('reads a wait from what is cut off', () => {
  const message = `${'x '.repeat(400)}Please retry in 45.5s.`;
  assert.is(read(429, { message }).retryAfterMs, 45_500);
});

const inAnswers: [JsonObject, FailureKind, string][] = [
  [{ error: { message: 'odd' }, choices: [{}] }, 'server_error', 'odd'],
  [{ error: 'odd' }, 'server_error', 'odd'],
  [{ error: { code: 400, message: 'no' } }, 'bad_request', 'no'],
  [{ error: { code: 429, type: 'invalid_request_error', message: 'no' } }, 'rate_limited', 'no'],
  [{ error: { code: 200, message: 'no' } }, 'server_error', 'no'],
  [
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    'overloaded',
    'Overloaded',
  ],
  [{ type: 'error', error: { type: 'invalid_request_error' } }, 'bad_request', 'no message'],
  [{ object: 'error', code: 40303, type: 'NotFoundError', message: 'no' }, 'bad_request', 'no'],
  [
    { base_resp: { status_code: 1008, status_msg: 'insufficient balance' }, choices: null },
    'quota_exceeded',
    'insufficient balance',
  ],
  [{ error_code: 18, error_msg: 'qps limit' }, 'rate_limited', 'qps limit'],
  [
    { code: 'DataInspectionFailed', message: 'unsafe', request_id: 'r' },
    'content_filter',
    'unsafe',
  ],
  [{ code: 30001, message: 'no balance', data: null }, 'quota_exceeded', 'no balance'],
  [{ Response: { Error: { Code: 'AuthFailure.SignatureExpire', Message: 'old' } } }, 'auth', 'old'],
  [{ success: false, errors: [{ code: 3040, message: 'full' }] }, 'overloaded', 'full'],
  [{ code: 500, msg: '404 NOT_FOUND', success: false }, 'server_error', '404 NOT_FOUND'],
  [{ error: { code: 503, message: 'Busy', status: 'UNAVAILABLE' } }, 'overloaded', 'Busy'],
];

for (const [body, kind, message] of inAnswers) {
  Failures(`finds ${kind} in an answer of status 200: ${JSON.stringify(body)}`, () => {
    const failure = findError(body);
    assert.equal([failure?.kind, failure?.message], [kind, message]);
  });
}

/** The ids of the recorded refusals of every API of ours, with what they are. */
const recorded: Record<string, Record<string, FailureKind>> = {
  'chat.completions': {
    f3d1a0156726: 'rate_limited',
    '0732939244b8': 'bad_request',
    '5a6abfc787ae': 'content_filter',
    '755156a97670': 'rate_limited',
    b606ff889e2a: 'auth',
    '368a262f2782': 'auth',
    b3c1f68d748d: 'context_length',
    a51c121b8139: 'bad_request',
    c473dbfdf10f: 'bad_request',
    '0352ea98a1a7': 'rate_limited',
    ce4e29e5dde9: 'auth',
    '16a66992ca9c': 'auth',
    '8ee4022afd6c': 'context_length',
    '935a4b836dad': 'bad_request',
    b8d4a0e6b822: 'rate_limited',
    d19728864755: 'bad_request',
    db68e61c2f69: 'auth',
    e0a4954ddf62: 'bad_request',
    '96f3f1abe0a6': 'context_length',
    a7483498c470: 'auth',
    d3e2e03d131c: 'rate_limited',
    '3f41e0320cb4': 'auth',
    '57b4fe1b789f': 'context_length',
    '2ea232fcad1b': 'quota_exceeded',
    // Under status 200.
    '894cc62159c0': 'content_filter',
    '4a7ead0bd258': 'bad_request',
  },
  completions: {},
  rerank: {},
  embeddings: { f329dbc9b354: 'auth', '6bc63a414162': 'bad_request' },
  messages: {
    a1d9c059f3fb: 'context_length',
    cd12adb36c00: 'bad_request',
    d734069c4376: 'auth',
    e546950d5a9f: 'overloaded',
    ea5e922d598c: 'bad_request',
    // Under status 200.
    ae1fc353e162: 'overloaded',
  },
  responses: { '8ac0a061cd8f': 'auth', '1bf5d0c72b24': 'quota_exceeded' },
  'bedrock.invoke': { '0ae1af202f77': 'auth', '97df98c922a1': 'bad_request' },
  'bedrock.converse': {
    '2bc340cfa2cf': 'auth',
    '3c34da42407e': 'bad_request',
    '6fac57f25491': 'bad_request',
  },
  'bedrock.converse-stream': { aaeda4e7659f: 'bad_request' },
  'cohere.v1.chat': { '5c84b03f3227': 'bad_request' },
  'cohere.v2.chat': { '085071adc07c': 'auth', c3e70c0fcb61: 'context_length' },
  'gemini.embed': { '93aaab217782': 'bad_request' },
  'gemini.countTokens': { fde12368f88b: 'bad_request' },
  'gemini.generateContent': { '892d59bb2535': 'bad_request', a303488bbb82: 'bad_request' },
  'gemini.streamGenerateContent': {},
  'ollama.chat': { '2a2ad3820e65': 'bad_request' },
};

for (const [api, expected] of Object.entries(recorded)) {
  Failures(`tells the kinds of the recorded failures of ${api}, and finds no others`, () => {
    if (!needs('the recordings', hasRecordings)) return;
    const found = recordingsOf(api).flatMap((recording) => {
      const [failure] = failuresIn(recording);
      if (failure) assert.not.equal(failure.message, 'no message', recording.id);
      return failure ? [[recording.id, failure.kind]] : [];
    });
    assert.equal(Object.fromEntries(found), expected);
  });
}

function failuresIn({ status, headers, body }: Recording): Failure[] {
  if (status >= 400) return [readFailure(status, headers, body)];
  const texts = [body, ...body.split('\n').map((line) => line.replace(/^data:/, ''))];
  return texts.flatMap((text) => findError(objectOf(text)) ?? []);
}

function objectOf(text: string): JsonObject {
  try {
    const value = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

const members = ['error', 'message', 'code', 'detail', 'status', 'details', 'loc', 'headers'];

/** JSON of the names that errors have, with anything as their values. */
const someErrors = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue(),
    fc.string(),
    fc.dictionary(fc.constantFrom(...members), tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value;

function assertReadable({ kind, message, retryAfterMs }: Failure): void {
  assert.ok(failureKinds.includes(kind));
  assert.ok(message.length > 0 && message.length <= 20_000);
  assert.not.match(message, /[\p{Cc}]/u);
  assert.ok(retryAfterMs === undefined || (retryAfterMs >= 0 && retryAfterMs <= 604_800_000));
}

Failures('reads any JSON with any status', () =>
  forAll(1_000, [fc.integer({ min: 0, max: 999 }), someErrors], (status, value) => {
    const text = JSON.stringify(value);
    assertReadable(readFailure(status, {}, text));
    const object = objectOf(text);
    assertReadable(readErrorObject(object, status));
    findError(object);
  }),
);

Failures('reads any bytes and any headers', () =>
  forAll(
    1_000,
    [fc.uint8Array({ maxLength: 200 }), fc.string(), fc.string()],
    (bytes, after, reset) => {
      const headers = {
        'retry-after': after,
        'retry-after-ms': reset,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': reset,
        ratelimit: after,
      };
      assertReadable(readFailure(429, headers, Buffer.from(bytes).toString()));
    },
  ),
);

Failures('reads a body that is nested without end', () => {
  for (const [open, close] of [
    ['{"error":', '}'],
    ['[', ']'],
    ['{"error":{"loc":[[[', ']]]}}'],
  ] as const) {
    assertReadable(readFailure(500, {}, open.repeat(50_000) + close.repeat(50_000)));
  }
  assertReadable(
    readFailure(500, {}, `{"message":"m","loc":${'['.repeat(9e4)}${']'.repeat(9e4)}}`),
  );
});

Failures('reads a long body in little time', () => {
  const bodies = ['<title'.repeat(2e5), ' '.repeat(2e6), 'Limit 1, '.repeat(2e5), '<'.repeat(1e6)];
  for (const body of bodies) {
    const start = performance.now();
    assertReadable(readFailure(429, {}, body));
    assert.ok(performance.now() - start < 1_000, body.slice(0, 9));
  }
});

Failures.run();
