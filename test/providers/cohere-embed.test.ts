import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { cohere } from '../../lib/providers/cohere.ts';
import { isFailure } from '../../lib/providers/provider.ts';
import { noUsage } from '../../lib/usage.ts';
import { deployment } from '../support/calls.ts';

const Embed = suite('cohere embed');

const target = deployment({ baseUrl: 'https://host', upstreamModel: 'embed-v4.0' });

const callOf = (body: JsonObject) => ({ operation: 'embed', body, isStream: false }) as const;

Embed('embeds texts as documents unless the request says otherwise', () => {
  const { path, body } = cohere.request(callOf({ input: 'a' }), target);
  assert.is(path, '/v2/embed');
  const base = { model: 'embed-v4.0', texts: ['a'], embedding_types: ['float'] };
  assert.equal(body, { ...base, input_type: 'search_document' });
  const given = { input: ['a'], dimensions: 256, input_type: 'search_query', truncate: 'END' };
  assert.equal(cohere.request(callOf(given), target).body, {
    ...base,
    input_type: 'search_query',
    output_dimension: 256,
    truncate: 'END',
  });
});

const answer = (embeddings: JsonObject): JsonObject => ({
  id: 'x',
  embeddings,
  texts: ['a', 'b'],
  meta: { billed_units: { input_tokens: 3 } },
});

function read(body: JsonObject, request: JsonObject = {}) {
  const reading = cohere.readAnswer(callOf(request), body, target, {});
  if (isFailure(reading)) throw new TypeError(reading.message);
  return reading;
}

Embed('gives the vectors in the shape of OpenAI', () => {
  const { body, usage } = read(answer({ float: [[0.5, 1], [2]] }));
  assert.equal(body, {
    object: 'list',
    data: [
      { object: 'embedding', index: 0, embedding: [0.5, 1] },
      { object: 'embedding', index: 1, embedding: [2] },
    ],
    model: 'embed-v4.0',
    usage: { prompt_tokens: 3, total_tokens: 3 },
  });
  assert.equal(usage, { ...noUsage, promptTokens: 3 });
});

Embed('packs them where base64 is wanted', () => {
  const { body } = read(answer({ float: [[0.5]] }), { encoding_format: 'base64' });
  assert.match(JSON.stringify(body), '"embedding":"AAAAPw=="');
});

Embed('gives the type that the request has named', () => {
  const { body } = read(answer({ int8: [[5]] }));
  assert.match(JSON.stringify(body), '"embedding":[5]');
});

Embed('takes an answer without embeddings for a failure', () => {
  const reading = cohere.readAnswer(callOf({}), { id: 'x' }, target, {});
  assert.ok(isFailure(reading));
  assert.is(reading.code, 'unexpected_body');
});

const rerank = { operation: 'rerank', body: { model: 'm', query: 'q' }, isStream: false } as const;

Embed("leaves a reranking in Cohere's shape", () => {
  const { path, body } = cohere.request(rerank, target);
  assert.is(path, '/v2/rerank');
  assert.equal(body, { model: 'embed-v4.0', query: 'q' });
  const ranking = {
    results: [{ index: 1, relevance_score: 0.9 }],
    meta: { billed_units: { search_units: 1 } },
  };
  const reading = cohere.readAnswer(rerank, ranking, target, {});
  assert.ok(!isFailure(reading));
  assert.is(reading.body, ranking);
  assert.equal(reading.usage, noUsage);
});

Embed('takes a reranking without results for a failure', () => {
  assert.ok(isFailure(cohere.readAnswer(rerank, { id: 'x' }, target, {})));
});

Embed.run();
