import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FailureKind } from '../../lib/errors.ts';
import { readErrorValue } from '../../lib/providers/error-body.ts';
import { kindOf } from '../../lib/providers/failure-kind.ts';

const Kind = suite('failure kind');

const kinds: [string, number, Parameters<typeof readErrorValue>[0], FailureKind][] = [
  ['a code over its status', 429, { code: 'insufficient_quota' }, 'quota_exceeded'],
  [
    'a type where the code says nothing',
    429,
    { code: 'x', type: 'insufficient_quota' },
    'quota_exceeded',
  ],
  ['a status over a code that repeats one', 401, { code: 'invalid_request_error' }, 'auth'],
  ['a code as a number', 429, { code: 1113 }, 'quota_exceeded'],
  ['an empty account of SiliconFlow', 403, { code: 30001 }, 'quota_exceeded'],
  [
    "OpenAI's other codes of its type",
    429,
    { type: 'insufficient_quota', code: 'some_new_spend_limit' },
    'quota_exceeded',
  ],
  [
    "Google's limit of a day",
    429,
    {
      error: {
        status: 'RESOURCE_EXHAUSTED',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.Help' },
          { violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }] },
        ],
      },
    },
    'quota_exceeded',
  ],
  [
    "Google's limit of a minute",
    429,
    { error: { details: [{ violations: [{ quotaId: 'GenerateRequestsPerMinute' }] }] } },
    'rate_limited',
  ],
  ["Google's wrong key", 400, { details: [{ reason: 'API_KEY_INVALID' }] }, 'auth'],
  [
    "Anthropic's limit of a month",
    429,
    { details: { error_code: 'enforced_spend_limit_reached' } },
    'quota_exceeded',
  ],
  [
    "OpenRouter's budget in flight",
    402,
    { metadata: { limit_source: 'openrouter_in_flight_budget' } },
    'rate_limited',
  ],
  [
    "OpenRouter's empty account",
    402,
    { metadata: { limit_source: 'openrouter_credits' } },
    'quota_exceeded',
  ],
  [
    "OpenRouter's guardrail",
    403,
    { metadata: { patterns: ['secret'] }, message: 'Blocked by a guardrail' },
    'content_filter',
  ],
  ["OpenRouter's other 403", 403, { metadata: { provider_name: 'x' } }, 'auth'],
  [
    "OpenRouter's moderation",
    403,
    { metadata: { reasons: ['x'], flagged_input: 'y' } },
    'content_filter',
  ],
  [
    'a prompt too long for the provider behind a gateway',
    400,
    {
      error: {
        message: 'Provider returned error',
        metadata: { raw: '{"error":{"code":"context_length_exceeded"}}' },
      },
    },
    'context_length',
  ],
  [
    "Azure's inner error",
    400,
    { innererror: { code: 'ResponsibleAIPolicyViolation' } },
    'content_filter',
  ],
  [
    "DashScope's tokens per minute",
    429,
    { code: 'insufficient_quota', message: 'Allocated quota exceeded, please' },
    'rate_limited',
  ],
  ["Groq's limit with a 413", 413, { code: 'rate_limit_exceeded', message: 'odd' }, 'too_large'],
  ['a prompt too long with a 413', 413, { code: 'context_length_exceeded' }, 'context_length'],
  ['a request of too many bytes', 413, { type: 'request_too_large' }, 'too_large'],
  ["Moonshot's full engine", 429, { type: 'engine_overloaded_error' }, 'overloaded'],
  ['an error inside an answer that is not known', 200, { type: 'api_error' }, 'server_error'],
  ['an error inside an answer by its name', 200, { type: 'not_found_error' }, 'bad_request'],
];

const passing = 'rate_limit_exceeded UNAVAILABLE ModelTimeoutException ModelErrorException';

Kind('takes nothing for passing that a key was refused for', () => {
  for (const code of passing.split(' ')) {
    for (const status of [401, 403]) {
      assert.is(kindOf(status, readErrorValue({ code })), 'auth', `${status} ${code}`);
    }
  }
});

for (const [name, status, value, kind] of kinds) {
  Kind(`tells ${name} for ${kind}`, () => {
    assert.is(kindOf(status, readErrorValue(value)), kind);
  });
}

Kind.run();
