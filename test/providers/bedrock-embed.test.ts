import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { readEmbed, writeEmbed } from '../../lib/providers/bedrock-embed.ts';
import { objectOf, objectsOf } from '../../lib/providers/chat-answer.ts';
import { isFailure, type ResponseHeaders } from '../../lib/providers/provider.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import { noUsage } from '../../lib/usage.ts';
import { deployment } from '../support/calls.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const BedrockEmbed = suite('bedrock-embed');

const titan = 'amazon.titan-embed-text-v2:0';
const cohere = 'us-east-1/cohere.embed-v4:0';

const write = (upstreamModel: string, body: JsonObject) =>
  writeEmbed({ model: 'm', ...body }, deployment({ upstreamModel }));

BedrockEmbed('writes one text for Titan', () => {
  const body = { input: ['a'], dimensions: 256, normalize: false, encoding_format: 'float' };
  assert.equal(write(titan, body), { inputText: 'a', dimensions: 256, normalize: false });
  assert.equal(write('amazon.titan-embed-text-v1', { input: 'a' }), { inputText: 'a' });
});

BedrockEmbed('writes the dimensions of Titan’s images as that model wants it', () => {
  assert.equal(write('amazon.titan-embed-image-v1', { input: 'a', dimensions: 384 }), {
    inputText: 'a',
    embeddingConfig: { outputEmbeddingLength: 384 },
  });
});

BedrockEmbed('writes several texts for Cohere, for documents unless told otherwise', () => {
  assert.equal(write(cohere, { input: ['a', 'b'] }), {
    texts: ['a', 'b'],
    input_type: 'search_document',
  });
  assert.equal(
    write(cohere, { input: 'a', dimensions: 512, input_type: 'clustering', truncate: 'END' }),
    { texts: ['a'], input_type: 'clustering', output_dimension: 512, truncate: 'END' },
  );
});

const unsupported = (body: JsonObject) => {
  try {
    return write(titan, body);
  } catch (error) {
    return error instanceof UnsupportedParameter ? error.parameter : error;
  }
};

BedrockEmbed('refuses what a model cannot do', () => {
  assert.is(unsupported({ input: 'a', user: 'u' }), 'user');
});

const refused: readonly (readonly [model: string, body: JsonObject])[] = [
  [titan, {}],
  [cohere, { input: [1, 2] }],
  [titan, { input: ['a', 'b'] }],
  ['amazon.nova-lite-v1:0', { input: 'a' }],
];

for (const [model, body] of refused) {
  BedrockEmbed(`refuses ${JSON.stringify(body)} for ${model}`, () => {
    assert.throws(
      () => write(model, body),
      (error: unknown) => error instanceof UpstreamError && error.kind === 'bad_request',
    );
  });
}

function read(answer: JsonObject, headers: ResponseHeaders = {}, body: JsonObject = {}) {
  const call = { operation: 'embed', body, isStream: false } as const;
  const reading = readEmbed(call, answer, deployment({ upstreamModel: 'up' }), headers);
  if (isFailure(reading)) throw new TypeError(reading.message);
  return reading;
}

BedrockEmbed('reads Titan’s answer', () => {
  const answer = { embedding: [0.5, -1], inputTextTokenCount: 3, embeddingsByType: {} };
  const { body, usage } = read(answer);
  assert.equal(body, {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [0.5, -1] }],
    model: 'up',
    usage: { prompt_tokens: 3, total_tokens: 3 },
  });
  assert.equal(usage, { ...noUsage, promptTokens: 3 });
});

BedrockEmbed('reads Cohere’s lists, and counts nothing where nothing is told', () => {
  const answer = { embeddings: [[1], [2]], response_type: 'embeddings_floats' };
  const { body, usage } = read(answer, {}, { encoding_format: 'base64' });
  assert.equal(
    objectsOf(body['data']).map(({ embedding }) => embedding),
    ['AACAPw==', 'AAAAQA=='],
  );
  assert.is(usage, undefined);
});

BedrockEmbed('reads a recorded answer of Cohere’s', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const { body: text, headers } = recordingOf('bedrock.invoke', '770a1512d5ef');
  const { body, usage } = read(objectOf(JSON.parse(text)), headers);
  const [first, ...others] = objectsOf(body['data']);
  const { embedding } = first ?? {};
  assert.ok(Array.isArray(embedding));
  assert.is(embedding.length, 1_536);
  assert.equal(embedding.slice(0, 2), [-0.017089844, 0.008300781]);
  assert.is(others.length, 0);
  assert.equal(usage, { ...noUsage, promptTokens: 4 });
});

BedrockEmbed('fails at what holds no floats', () => {
  assert.throws(() => read({ embeddings: { int8: [[1]] } }), /no embeddings/);
  assert.throws(() => read({}), /no embeddings/);
});

BedrockEmbed.run();
