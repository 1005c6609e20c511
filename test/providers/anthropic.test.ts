import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { type JsonObject, stringifyJson } from '../../lib/json.ts';
import { anthropic } from '../../lib/providers/anthropic.ts';
import type { ProviderOperation, Target } from '../../lib/providers/provider.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const Anthropic = suite('anthropic');

const target: Target = {
  baseUrl: 'https://api.anthropic.com',
  apiKey: 'sk-ant-1',
  upstreamModel: 'claude-sonnet-4-5',
  options: {},
  maxOutputTokens: 64_000,
};

const body: JsonObject = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 9 };

const sent = (more: Partial<Target> = {}, isStream = false) =>
  anthropic.request({ operation: 'chat', body, isStream }, { ...target, ...more });

Anthropic('sends the model, the key and the version of the API', () => {
  const { headers, body: request } = sent();
  assert.equal(headers, {
    'content-type': 'application/json',
    'x-api-key': 'sk-ant-1',
    'anthropic-version': '2023-06-01',
  });
  assert.equal(request, {
    model: 'claude-sonnet-4-5',
    max_tokens: 9,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  });
});

Anthropic('sends no credentials where there are none', () => {
  assert.not('x-api-key' in sent({ apiKey: undefined }).headers);
});

Anthropic('asks for a stream only where one is wanted', () => {
  assert.is(sent({}, true).body['stream'], true);
  assert.not('stream' in sent().body);
});

for (const base of ['', '/v1', '/v1/messages', '/proxy', '/proxy/v1']) {
  Anthropic(`finds the path behind an address that ends with "${base}"`, () => {
    const { baseUrl, path } = sent({ baseUrl: `https://host${base}` });
    const prefix = base.startsWith('/proxy') ? '/proxy' : '';
    assert.is(baseUrl, `https://host${base}`, 'the connections are those of the address');
    assert.is(baseUrl + path, `https://host${prefix}/v1/messages`);
  });
}

Anthropic('keeps all digits of big numbers', () => {
  const text = '{"id":12345678901234567890}';
  const calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: text } }];
  const request = anthropic.request(
    {
      operation: 'chat',
      body: { ...body, messages: [{ role: 'assistant', tool_calls: calls }] },
      isStream: false,
    },
    target,
  );
  assert.match(stringifyJson(request.body), `"input":${text}`);
  assert.ok(anthropic.exactNumbers, 'of answers too');
});

const missing: ProviderOperation[] = ['complete', 'embed', 'rerank', 'countTokens'];

for (const operation of missing) {
  Anthropic(`does not offer ${operation}`, () => {
    assert.throws(
      () => anthropic.request({ operation, body, isStream: false }, target),
      (error: unknown) => error instanceof UpstreamError && error.code === 'unsupported_operation',
    );
  });
}

Anthropic('reads a refusal of a real request', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const { status, headers, body: text } = recordingOf('messages', 'd734069c4376');
  const failure = anthropic.readFailure(status, headers, text);
  assert.equal([failure.kind, failure.message], ['auth', 'invalid x-api-key']);
});

Anthropic.run();
