import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { writeMessagesRequest } from '../../lib/providers/anthropic-request.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';

const AnthropicRequest = suite('anthropic-request');

const model = { upstreamModel: 'claude-sonnet-4-5', maxOutputTokens: 64_000 };

const write = (body: JsonObject) => writeMessagesRequest({ messages: [], ...body }, model);

/** The members beside those that every request has. */
function membersOf(body: JsonObject): JsonObject {
  const { max_tokens: _most, messages: _messages, ...members } = write(body);
  return members;
}

const isBadRequest = (part: string) => (error: unknown) =>
  error instanceof UpstreamError && error.kind === 'bad_request' && error.message.includes(part);

const isUnsupported = (name: string) => (error: unknown) =>
  error instanceof UnsupportedParameter && error.parameter === name;

AnthropicRequest('is a whole body without the model and the stream', () => {
  const request = write({
    model: 'm',
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ],
    max_completion_tokens: 100,
    temperature: 0.5,
    top_p: 0.9,
    stop: ['END', '###'],
    user: 'u-1',
    top_k: 40,
  });
  assert.equal(request, {
    max_tokens: 100,
    system: [{ type: 'text', text: 'Be brief.' }],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    temperature: 0.5,
    top_p: 0.9,
    stop_sequences: ['END', '###'],
    metadata: { user_id: 'u-1' },
    top_k: 40,
  });
});

AnthropicRequest('takes the limit of the model where the user gives none', () => {
  assert.is(write({})['max_tokens'], 64_000);
  assert.is(write({ max_tokens: 7 })['max_tokens'], 7);
});

AnthropicRequest('wants a limit where none is known', () => {
  assert.throws(
    () => writeMessagesRequest({ messages: [] }, { ...model, maxOutputTokens: undefined }),
    isBadRequest('"max_tokens" is missing'),
  );
});

const taken: [string, JsonObject, JsonObject][] = [
  ['one text to stop at', { stop: 'END' }, { stop_sequences: ['END'] }],
  ['one choice', { n: 1 }, {}],
  ['defaults of OpenAI', { logprobs: false, presence_penalty: 0, frequency_penalty: 0 }, {}],
  ['nulls', { stop: null, user: null, tools: null, response_format: null }, {}],
  ['an answer of text', { response_format: { type: 'text' } }, {}],
  ['the user', { user: 'u', safety_identifier: 's' }, { metadata: { user_id: 'u' } }],
  ['the safety identifier', { safety_identifier: 's' }, { metadata: { user_id: 's' } }],
  ['metadata of its own', { metadata: { user_id: 'own' } }, { metadata: { user_id: 'own' } }],
  [
    'metadata of its own before the user',
    { metadata: { user_id: 'own' }, user: 'u', safety_identifier: 's' },
    { metadata: { user_id: 'own' } },
  ],
  ['the tier auto', { service_tier: 'auto' }, { service_tier: 'auto' }],
  ['the tier default', { service_tier: 'default' }, { service_tier: 'standard_only' }],
  ['its own tier', { service_tier: 'standard_only' }, { service_tier: 'standard_only' }],
  [
    'its own words before those of OpenAI',
    { stop: 'A', stop_sequences: ['B'] },
    { stop_sequences: ['B'] },
  ],
  [
    'caching of its own',
    { cache_control: { type: 'ephemeral' } },
    { cache_control: { type: 'ephemeral' } },
  ],
];

for (const [name, body, members] of taken) {
  AnthropicRequest(`takes ${name}`, () => assert.equal(membersOf(body), members));
}

const refused: [string, JsonValue][] = [
  ['audio', { voice: 'alloy' }],
  ['frequency_penalty', 0.5],
  ['function_call', 'auto'],
  ['functions', []],
  ['logit_bias', { 1: 2 }],
  ['logprobs', true],
  ['metadata', { team: 'x' }],
  ['modalities', ['text', 'audio']],
  ['n', 2],
  ['prediction', { type: 'content', content: '' }],
  ['presence_penalty', 0.5],
  ['prompt_cache_key', 'k'],
  ['prompt_cache_retention', '24h'],
  ['response_format', { type: 'json_object' }],
  ['response_format', { type: 'grammar' }],
  ['seed', 1],
  ['service_tier', 'flex'],
  ['store', true],
  ['tool_choice', { type: 'allowed_tools' }],
  ['tools', [{ type: 'custom', custom: { name: 'c' } }]],
  ['top_logprobs', 3],
  ['verbosity', 'low'],
  ['web_search_options', {}],
];

for (const [name, value] of refused) {
  AnthropicRequest(`refuses ${name} of ${JSON.stringify(value)}`, () => {
    assert.throws(() => write({ [name]: value }), isUnsupported(name));
  });
}

const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };

// Recording a0f23bf2b431.
AnthropicRequest('asks for an answer that fits a schema', () => {
  const format = { type: 'json_schema', json_schema: { name: 'dog', strict: true, schema } };
  assert.equal(membersOf({ response_format: format }), {
    output_config: { format: { type: 'json_schema', schema } },
  });
  const own = membersOf({ response_format: format, output_config: { effort: 'low' } });
  assert.equal(own, { output_config: { effort: 'low', format: { type: 'json_schema', schema } } });
});

AnthropicRequest.run();
