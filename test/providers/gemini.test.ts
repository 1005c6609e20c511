import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { gemini } from '../../lib/providers/gemini.ts';
import type { ProviderCall, ProviderOperation, Target } from '../../lib/providers/provider.ts';
import { isFailure } from '../../lib/providers/provider.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const Gemini = suite('gemini');

const target: Target = {
  baseUrl: 'https://host/v1beta',
  apiKey: 'key-1',
  upstreamModel: 'gemini-2.5-flash',
  options: {},
  maxOutputTokens: undefined,
};

const chat: ProviderCall = {
  operation: 'chat',
  body: { model: 'm', messages: [{ role: 'user', content: 'Hi' }] },
  isStream: false,
};

const embed: ProviderCall = { operation: 'embed', body: { input: 'Hi' }, isStream: false };

Gemini('asks a model by its path, with the key in a header', () => {
  assert.equal(gemini.request(chat, target), {
    baseUrl: 'https://host/v1beta',
    path: '/models/gemini-2.5-flash:generateContent',
    headers: { 'content-type': 'application/json', 'x-goog-api-key': 'key-1' },
    body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
  });
  const { headers } = gemini.request(chat, { ...target, apiKey: undefined });
  assert.equal(headers, { 'content-type': 'application/json' });
});

Gemini('asks for a stream of events', () => {
  const { path } = gemini.request({ ...chat, isStream: true }, target);
  assert.is(path, '/models/gemini-2.5-flash:streamGenerateContent?alt=sse');
});

Gemini('takes a full name of a model as it is', () => {
  const { path } = gemini.request(chat, { ...target, upstreamModel: 'tunedModels/mine' });
  assert.is(path, '/tunedModels/mine:generateContent');
});

Gemini('asks for embeddings in one batch and reads them', () => {
  const { path, body } = gemini.request(embed, target);
  assert.is(path, '/models/gemini-2.5-flash:batchEmbedContents');
  assert.equal(body, {
    requests: [{ model: 'models/gemini-2.5-flash', content: { parts: [{ text: 'Hi' }] } }],
  });
  const reading = gemini.readAnswer(embed, { embeddings: [{ values: [1] }] }, target, {});
  assert.is(isFailure(reading) ? undefined : reading.body['object'], 'list');
});

Gemini('reads answers and streams by the name of its model', () => {
  const answer = { candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }] };
  const reading = gemini.readAnswer(chat, answer, target, {});
  assert.is(isFailure(reading) ? undefined : reading.body['model'], 'gemini-2.5-flash');
  const event = gemini.openStream(chat, target).read({ name: undefined, json: answer });
  assert.is(isFailure(event) ? undefined : event.chunks?.[0]?.['model'], 'gemini-2.5-flash');
});

const missing: ProviderOperation[] = ['complete', 'rerank', 'countTokens'];

for (const operation of missing) {
  Gemini(`does not offer ${operation}`, () => {
    assert.throws(
      () => gemini.request({ ...chat, operation }, target),
      (error: unknown) => error instanceof UpstreamError && error.code === 'unsupported_operation',
    );
  });
}

Gemini('reads the refusal of recording fde12368f88b', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const { status, headers, body } = recordingOf('gemini.countTokens', 'fde12368f88b');
  const failure = gemini.readFailure(status, headers, body);
  assert.is(failure.kind, 'bad_request');
  assert.match(failure.message, 'models/nonexistent-model is not found');
});

Gemini.run();
