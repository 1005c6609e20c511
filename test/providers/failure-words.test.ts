import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FailureKind } from '../../lib/errors.ts';
import { kindOfWords } from '../../lib/providers/failure-words.ts';

const Words = suite('failure words');

const tooLong: [string, string][] = [
  ['Anthropic', 'prompt is too long: 3333404 tokens > 200000 maximum'],
  ['Anthropic', 'input length and `max_tokens` exceed context limit: 199999 + 8192 > 200000'],
  ['OpenAI', "This model's maximum context length is 8192 tokens. However, you requested 9000"],
  ['OpenAI', 'Your input exceeds the context window of this model. Please adjust your input.'],
  ['OpenRouter', "This endpoint's maximum context length is 200000 tokens."],
  [
    'Mistral',
    'Prompt contains 66385 tokens, too large for model with 32768 maximum context length',
  ],
  ['xAI', "This model's maximum prompt length is 131072 but the request contains 537812 tokens."],
  ['Groq', 'Please reduce the length of the messages or completion.'],
  ['Fireworks', 'The prompt is too long: 209345, model maximum context length: 131071'],
  [
    'Gemini',
    'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
  ],
  ['Gemini', 'The input token count exceeds the maximum number of tokens allowed 1048576.'],
  ['Vertex', 'The input token count is 1100000 but model only supports up to 1048576. Reduce it.'],
  ['vLLM', 'The decoder prompt (length 5) is longer than the maximum model length of 4.'],
  [
    'Cloudflare',
    'The estimated number of tokens (9) exceeded this model context window limit (8).',
  ],
  ['Ollama', 'prompt too long; exceeded max context length by 1119046 tokens'],
  ['Ollama', 'the input length exceeds the context length'],
  ['llama.cpp', 'request (9412 tokens) exceeds the available context size (8192 tokens)'],
  ['LM Studio', 'The number of tokens to keep is greater than the context length'],
  ['SGLang', "The input (9 tokens) is longer than the model's context length (8 tokens)."],
  ['Bedrock', 'Input is too long for requested model.'],
  ['Titan', 'Too many input tokens. Max input tokens: 8192, request input token count: 9000'],
  ['Cohere', 'too many tokens: size limit exceeded by 25836 tokens.'],
  ['Moonshot', 'Input token length too long'],
  [
    'Moonshot',
    'Invalid request: Your request exceeded model token limit: 262144 (requested: 269030)',
  ],
  ['TGI', 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 9'],
  ['TGI', '`inputs` must have less than 1024 tokens. Given: 2000'],
  [
    'DashScope',
    '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]',
  ],
  ['SiliconFlow', 'length of prompt_tokens (68957) must be less than max_seq_len (65536).'],
  ['Volcengine', 'Total tokens of image and text exceed max message tokens'],
  ['MiniMax', 'invalid params, context window exceeds limit (2013)'],
  ['watsonx', 'the number of input tokens 5000 cannot exceed the total tokens limit 4096'],
];

for (const [vendor, message] of tooLong) {
  Words(`tells a prompt that is too long for ${vendor}: ${message}`, () => {
    for (const status of [200, 400, 403, 413, 422]) {
      assert.is(kindOfWords(status, message), 'context_length');
    }
    for (const status of [401, 404, 429, 500, 503]) {
      assert.is(kindOfWords(status, message), undefined);
    }
  });
}

const others: [string, number, string, FailureKind][] = [
  ['Anthropic', 400, 'Your credit balance is too low to access the API.', 'quota_exceeded'],
  ['Anthropic', 400, 'You have reached your specified API usage limits.', 'quota_exceeded'],
  ['Anthropic', 400, 'Output blocked by content filtering policy', 'content_filter'],
  ['xAI', 400, 'Incorrect API key provided. You can obtain one from us.', 'auth'],
  [
    'xAI',
    403,
    'Your team x has either used all available credits or reached its monthly spending limit.',
    'quota_exceeded',
  ],
  ['xAI', 403, 'Content violates usage guidelines. Failed check: X', 'content_filter'],
  ['Kimi', 403, "You've reached your usage limit for this billing cycle", 'quota_exceeded'],
  ['MiniMax', 429, 'usage limit exceeded, 5-hour usage limit reached (2056)', 'quota_exceeded'],
  ['Bedrock', 429, 'Too many tokens per day, please wait before trying again.', 'quota_exceeded'],
  [
    'Cohere',
    429,
    'You are using a Trial key, which is limited to 1000 API calls / month.',
    'quota_exceeded',
  ],
  [
    'Ollama',
    429,
    "you've reached your hourly usage limit, please wait or upgrade to continue",
    'quota_exceeded',
  ],
  [
    'Ollama',
    429,
    'you (ann) have reached your weekly usage limit, upgrade for higher limits',
    'quota_exceeded',
  ],
  ['DashScope', 429, 'Free allocated quota exceeded.', 'quota_exceeded'],
  ['DashScope', 429, 'Allocated quota exceeded, please increase your limit.', 'rate_limited'],
  ['Google', 400, 'Request payload size exceeds the limit: 20971520 bytes.', 'too_large'],
  ['OpenAI', 400, 'Invalid input: maximum request size is 300000 tokens per request.', 'too_large'],
  ['Voyage', 400, 'The max allowed tokens per submitted batch is 120000.', 'too_large'],
  ['OpenAI', 429, 'Request too large on tokens per min: Limit 300, Requested 301.', 'too_large'],
  ['Groq', 413, 'Request too large (TPM): Limit 6000, Requested 6294, please', 'too_large'],
];

for (const [vendor, status, message, kind] of others) {
  Words(`tells of ${vendor}, with status ${status}: ${message}`, () => {
    assert.is(kindOfWords(status, message), kind);
    assert.is(kindOfWords(500, message), undefined);
  });
}

const unknown: [number, string][] = [
  [400, ''],
  [400, 'He said: Your credit balance is too low'],
  [400, 'max_tokens is too large: 100000'],
  [400, 'The text "context length" is not allowed'],
  [429, 'You are using a Trial key, which is limited to 40 API calls / minute.'],
  [429, 'Limit 300, Requested 300.'],
  [429, 'Limit 300, Used 299, Requested 900.'],
  [429, 'Too many tokens, please wait before trying again.'],
  [200, 'Too many tokens, please wait before trying again.'],
  [400, 'Limit 300, Requested 301.'],
];

Words('tells nothing else', () => {
  for (const [status, message] of unknown) {
    assert.is(kindOfWords(status, message), undefined, message);
  }
});

Words.run();
