import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { objectOf, objectsOf } from '../../lib/providers/chat-answer.ts';
import type { GoogleCredentials } from '../../lib/providers/google-credentials.ts';
import {
  type HttpRequest,
  isFailure,
  type ProviderCall,
  type Target,
} from '../../lib/providers/provider.ts';
import { createVertex } from '../../lib/providers/vertex.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const Vertex = suite('vertex');

const vertex = createVertex();

const target = (upstreamModel: string, more: Partial<Target> = {}): Target => ({
  baseUrl: 'https://host/v1',
  apiKey: undefined,
  upstreamModel,
  options: { vertex_project: 'p' },
  maxOutputTokens: 100,
  ...more,
});

const chat: ProviderCall = {
  operation: 'chat',
  body: { model: 'm', messages: [{ role: 'user', content: 'Hi' }] },
  isStream: false,
};

const embed: ProviderCall = { operation: 'embed', body: { input: 'Hi' }, isStream: false };

Vertex('asks Gemini, its streams and its tuned endpoints', () => {
  const { path, headers, body } = vertex.request(chat, target('gemini-2.5-flash'));
  assert.is(path, '/publishers/google/models/gemini-2.5-flash:generateContent');
  assert.equal(headers, { 'content-type': 'application/json' });
  assert.equal(body, { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] });
  const streamed = vertex.request({ ...chat, isStream: true }, target('1234567890'));
  assert.is(streamed.path, '/endpoints/1234567890:streamGenerateContent?alt=sse');
});

Vertex('sends no ids of calls, which v1 does not know', () => {
  const call = { id: 'a', type: 'function', function: { name: 'now', arguments: '' } };
  const messages = [{ role: 'assistant', tool_calls: [call] }];
  const { body } = vertex.request({ ...chat, body: { messages } }, target('gemini-2.5-flash'));
  assert.equal(body['contents'], [
    { role: 'model', parts: [{ functionCall: { name: 'now', args: {} } }] },
  ]);
});

Vertex("asks Claude by Anthropic's messages, without the model in the body", () => {
  const { path, body } = vertex.request(chat, target('claude-sonnet-4-5@20250929'));
  assert.is(path, '/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict');
  assert.equal(body, {
    anthropic_version: 'vertex-2023-10-16',
    max_tokens: 100,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  });
  const streamed = vertex.request({ ...chat, isStream: true }, target('claude-sonnet-4-5'));
  assert.is(streamed.path, '/publishers/anthropic/models/claude-sonnet-4-5:streamRawPredict');
  assert.is(streamed.body['stream'], true);
});

Vertex("reads Claude's answers and streams", () => {
  const claude = target('claude-sonnet-4-5');
  const answer = {
    id: 'msg_1',
    model: 'claude-sonnet-4-5',
    content: [{ type: 'text', text: 'Hello' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 3, output_tokens: 2 },
  };
  const reading = vertex.readAnswer(chat, answer, claude, {});
  const [choice] = isFailure(reading) ? [] : objectsOf(reading.body['choices']);
  assert.is(objectOf(choice?.['message'])['content'], 'Hello');
  const start = { type: 'message_start', message: { id: 'msg_1', model: 'x', usage: {} } };
  const event = vertex.openStream(chat, claude).read({ name: 'message_start', json: start });
  assert.not(isFailure(event));
});

Vertex('asks for embeddings by prediction, and reads them', () => {
  const { path, body } = vertex.request(embed, target('text-embedding-005'));
  assert.is(path, '/publishers/google/models/text-embedding-005:predict');
  assert.equal(body, { instances: [{ content: 'Hi' }] });
  const answer = { predictions: [{ embeddings: { values: [1] } }] };
  const reading = vertex.readAnswer(embed, answer, target('text-embedding-005'), {});
  assert.is(isFailure(reading) ? undefined : reading.body['object'], 'list');
});

Vertex('asks multimodal models of embeddings in their own way', () => {
  const model = target('gemini-embedding-2');
  const { path, body } = vertex.request(embed, model);
  assert.is(path, '/publishers/google/models/gemini-embedding-2:embedContent');
  assert.equal(body, { content: { parts: [{ text: 'Hi' }] } });
  const reading = vertex.readAnswer(embed, { embedding: { values: [1] } }, model, {});
  assert.match(JSON.stringify(reading), '"embedding":[1]');
  const older = vertex.request(embed, target('gemini-embedding-001'));
  assert.is(older.path, '/publishers/google/models/gemini-embedding-001:predict');
});

Vertex('reads answers and streams of Gemini', () => {
  const model = target('gemini-2.5-flash');
  const answer = { candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }] };
  const reading = vertex.readAnswer(chat, answer, model, {});
  assert.is(isFailure(reading) ? undefined : reading.body['model'], 'gemini-2.5-flash');
  const stream = vertex.openStream(chat, model);
  const event = stream.read({ name: undefined, json: answer });
  assert.is(isFailure(event) ? undefined : event.chunks?.length, 1);
  assert.is(stream.end()?.length, 1);
});

Vertex('does not offer reranking', () => {
  assert.throws(
    () => vertex.request({ ...chat, operation: 'rerank' }, target('gemini-2.5-flash')),
    (error: unknown) => error instanceof UpstreamError && error.code === 'unsupported_operation',
  );
});

const addresses: [Record<string, string>, string][] = [
  [{ vertex_project: 'p' }, 'https://us-central1-aiplatform.googleapis.com/v1'],
  [{ vertex_credentials: '{}' }, 'https://us-central1-aiplatform.googleapis.com/v1'],
  [{ vertex_location: 'europe-west4' }, 'https://europe-west4-aiplatform.googleapis.com/v1'],
  [{ vertex_project: 'p', vertex_location: 'global' }, 'https://aiplatform.googleapis.com/v1'],
  [{ vertex_location: 'eu' }, 'https://aiplatform.eu.rep.googleapis.com/v1'],
  [{}, 'https://aiplatform.googleapis.com/v1'],
];

for (const [options, address] of addresses) {
  Vertex(`is found at ${address} for ${JSON.stringify(options)}`, () => {
    assert.is(vertex.addressOf?.(options, 'gemini-2.5-flash'), address);
  });
}

const request: HttpRequest = {
  baseUrl: 'https://host/v1',
  path: '/publishers/google/models/m:generateContent',
  headers: { 'content-type': 'application/json' },
  body: '{}',
};

const json = { 'content-type': 'application/json' };

/** Stands for Google's own, whose project is `theirs`. */
const known: Pick<GoogleCredentials, 'headers' | 'project'> = {
  headers: async (credentials) => ({ authorization: `Bearer ${credentials ?? 'default'}` }),
  project: async () => 'theirs',
};

const authorize = (options: Record<string, string>, apiKey?: string) =>
  createVertex(known).authorize?.(request, target('m', { options, apiKey }));

Vertex('asks with a token, in the project and at the location that are set', async () => {
  const options = { vertex_project: 'p', vertex_location: 'global', vertex_credentials: 'c' };
  assert.equal(await authorize(options), {
    ...request,
    path: '/projects/p/locations/global/publishers/google/models/m:generateContent',
    headers: { ...json, authorization: 'Bearer c' },
  });
});

Vertex("asks in the credentials' own project where none is set", async () => {
  const asked = await authorize({ vertex_location: 'europe-west4' });
  assert.match(asked?.path ?? '', '/projects/theirs/locations/europe-west4/publishers/');
  assert.is(asked?.headers['authorization'], 'Bearer default');
});

Vertex('takes a key or a ready token in place of credentials', async () => {
  const express = await authorize({}, 'AIza1');
  assert.equal(express, { ...request, headers: { ...json, 'x-goog-api-key': 'AIza1' } });
  const keyed = await authorize({ vertex_project: 'p' }, 'AIza1');
  assert.match(keyed?.path ?? '', '/projects/p/locations/us-central1/publishers/');
  const token = await authorize({ vertex_project: 'p' }, 'ya29.t');
  assert.equal(token?.headers, { ...json, authorization: 'Bearer ya29.t' });
});

Vertex('misses the project of a ready token only', () => {
  const missing = (apiKey: string | undefined, options = {}) =>
    vertex.findMissing?.(target('m', { apiKey, options }));
  assert.is(missing('ya29.t'), 'vertex_project');
  assert.is(missing('ya29.t', { vertex_project: 'p' }), undefined);
  assert.is(missing('AIza1'), undefined);
  assert.is(missing(undefined), undefined);
});

for (const id of ['892d59bb2535', 'a303488bbb82']) {
  Vertex(`reads the refusal of recording ${id}`, () => {
    if (!needs('the recordings', hasRecordings)) return;
    const { status, headers, body } = recordingOf('gemini.generateContent', id);
    assert.is(vertex.readFailure(status, headers, body).kind, 'bad_request');
  });
}

Vertex.run();
