import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FailureKind } from '../../lib/errors.ts';
import { kindOfCodes } from '../../lib/providers/failure-codes.ts';

const Codes = suite('failure codes');

const kindOf = (value: string, member = 'code', isAnswer = false): FailureKind | undefined =>
  kindOfCodes([{ member, value }], isAnswer);

const vendors: [string, Partial<Record<FailureKind, string>>][] = [
  [
    'OpenAI',
    {
      quota_exceeded: 'insufficient_quota billing_hard_limit_reached project_spend_limit_exceeded',
      context_length: 'context_length_exceeded string_above_max_length',
      content_filter: 'content_policy_violation invalid_prompt',
      auth: 'invalid_api_key',
    },
  ],
  ['Azure', { content_filter: 'content_filter ResponsibleAIPolicyViolation' }],
  [
    'Anthropic',
    {
      overloaded: 'overloaded_error',
      rate_limited: 'rate_limit_error',
      quota_exceeded: 'billing_error enforced_spend_limit_reached',
      auth: 'authentication_error',
    },
  ],
  ['Google', { overloaded: 'UNAVAILABLE', auth: 'API_KEY_INVALID' }],
  [
    'Bedrock',
    {
      rate_limited: 'ThrottlingException throttlingException ServiceQuotaExceededException',
      overloaded: 'ModelNotReadyException serviceUnavailableException',
      timeout: 'ModelTimeoutException',
      server_error: 'ModelErrorException modelStreamErrorException',
      auth: 'AccessDeniedException UnrecognizedClientException ExpiredTokenException',
    },
  ],
  [
    'OpenRouter',
    { rate_limited: 'openrouter_in_flight_budget', overloaded: 'provider_overloaded' },
  ],
  [
    'GLM',
    {
      quota_exceeded: '1113 1304 1308 1309 1310',
      auth: '1110 1112 1121',
      context_length: '1261',
      content_filter: '1301',
      rate_limited: '1302 1303',
      overloaded: '1305 1312',
    },
  ],
  [
    'DashScope',
    {
      quota_exceeded: 'Arrearage AllocationQuota.FreeTierOnly',
      rate_limited: 'Throttling Throttling.RateQuota Throttling.AllocationQuota limit_requests',
      content_filter: 'DataInspectionFailed data_inspection_failed',
      auth: 'InvalidApiKey AccessDenied.Unpurchased',
    },
  ],
  [
    'Moonshot',
    {
      quota_exceeded: 'exceeded_current_quota_error',
      overloaded: 'engine_overloaded_error',
      rate_limited: 'rate_limit_reached_error',
      auth: 'invalid_authentication_error',
    },
  ],
  [
    'Volcengine',
    {
      quota_exceeded: 'AccountOverdueError SetLimitExceeded',
      overloaded: 'ServerOverloaded',
      rate_limited: 'RateLimitExceeded.EndpointTPMExceeded',
      content_filter: 'SensitiveContentDetected.Violence InputTextSensitiveContentDetected',
      auth: 'AuthenticationError',
    },
  ],
  [
    'Qianfan',
    {
      context_length: 'tokens_too_long',
      content_filter: 'unsafe_request',
      quota_exceeded: 'BILLING_INSUFFICIENT_BALANCE',
    },
  ],
  [
    'Hunyuan',
    {
      auth: 'AuthFailure.SignatureExpire',
      quota_exceeded: 'FailedOperation.ResourcePackExhausted',
      rate_limited: 'RequestLimitExceeded LimitExceeded.X',
    },
  ],
  ['MiniMax', { quota_exceeded: 'insufficient_balance_error' }],
  ['Novita', { quota_exceeded: 'NOT_ENOUGH_BALANCE' }],
  ['watsonx', { quota_exceeded: 'token_quota_reached' }],
  ['Groq', { overloaded: 'capacity_exceeded' }],
  ['SiliconFlow', { quota_exceeded: '30001', overloaded: '50505' }],
  ['Huawei', { quota_exceeded: 'ModelArts.81005', content_filter: 'ModelArts.81011' }],
  ['Cloudflare', { quota_exceeded: '3036', overloaded: '3040' }],
  ['Cohere', { context_length: 'TOO_MANY_TOKENS' }],
  ['Perplexity', { context_length: 'too_many_prompt_tokens' }],
  ['llama.cpp', { context_length: 'exceed_context_size_error', overloaded: 'unavailable_error' }],
];

for (const [vendor, kinds] of vendors) {
  Codes(`tells the kinds of ${vendor}`, () => {
    for (const [kind, codes] of Object.entries(kinds)) {
      for (const code of codes.split(' ')) assert.is(kindOf(code), kind, code);
    }
  });
}

Codes('knows what a number means by the member that holds it', () => {
  assert.is(kindOf('1002', 'status_code'), 'rate_limited');
  assert.is(kindOf('1039', 'status_code'), 'rate_limited');
  assert.is(kindOf('1008', 'status_code'), 'quota_exceeded');
  assert.is(kindOf('1026', 'status_code'), 'content_filter');
  assert.is(kindOf('1002'), undefined);
  assert.is(kindOf('17', 'error_code'), 'quota_exceeded');
  assert.is(kindOf('18', 'error_code'), 'rate_limited');
  assert.is(kindOf('336103', 'error_code'), 'context_length');
  assert.is(kindOf('18'), undefined);
});

Codes('takes a code of another vendor from such a member too', () => {
  assert.is(kindOf('rate_limit_exceeded', 'error_code'), 'rate_limited');
});

Codes('counts names that repeat the status only inside an answer', () => {
  const names: [string, FailureKind][] = [
    ['invalid_request_error', 'bad_request'],
    ['ValidationException', 'bad_request'],
    ['NOT_FOUND', 'bad_request'],
    ['permission_error', 'auth'],
    ['RESOURCE_EXHAUSTED', 'rate_limited'],
    ['request_too_large', 'too_large'],
    ['DEADLINE_EXCEEDED', 'timeout'],
  ];
  for (const [name, kind] of names) {
    assert.is(kindOf(name, 'type', true), kind, name);
    assert.is(kindOf(name, 'type'), undefined, name);
  }
});

Codes('goes by the first code that it knows', () => {
  const codes = ['odd', 'content_filter', 'insufficient_quota'].map((value) => ({
    member: 'code',
    value,
  }));
  assert.is(kindOfCodes(codes, false), 'content_filter');
  assert.is(kindOfCodes([], true), undefined);
});

Codes('knows nothing of what every object has', () => {
  for (const name of ['constructor', 'toString', '__proto__', '', '.', 'server_error']) {
    assert.is(kindOf(name, name), undefined, name);
  }
});

Codes.run();
