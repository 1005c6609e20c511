import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { objectsOf } from '../../lib/providers/chat-answer.ts';
import { cohere } from '../../lib/providers/cohere.ts';
import { type EmbedAnswer, writeEmbeddings } from '../../lib/providers/embed-answer.ts';
import { gemini } from '../../lib/providers/gemini.ts';
import { ollama } from '../../lib/providers/ollama.ts';
import { isFailure, type Provider, type ProviderCall } from '../../lib/providers/provider.ts';
import { createVertex } from '../../lib/providers/vertex.ts';
import { noUsage } from '../../lib/usage.ts';
import { deployment } from '../support/calls.ts';

const Answer = suite('answers of embeddings');

const write = (vectors: JsonValue, more: Partial<EmbedAnswer> = {}): JsonObject => {
  const reading = writeEmbeddings(vectors, {
    model: 'm',
    format: undefined,
    usage: undefined,
    ...more,
  });
  if (isFailure(reading)) throw new TypeError(reading.message);
  return reading.body;
};

Answer("are in OpenAI's shape", () => {
  const usage = { ...noUsage, promptTokens: 7 };
  assert.equal(write([[1, 2], [3]], { usage }), {
    object: 'list',
    data: [
      { object: 'embedding', index: 0, embedding: [1, 2] },
      { object: 'embedding', index: 1, embedding: [3] },
    ],
    model: 'm',
    usage: { prompt_tokens: 7, total_tokens: 7 },
  });
  assert.not('usage' in write([], { format: 'float' }));
});

Answer('are little-endian floats in base64 where it was asked for', () => {
  const [first] = objectsOf(write([[1.5, -2]], { format: 'base64' })['data']);
  const bytes = Buffer.from(String(first?.['embedding']), 'base64');
  assert.equal([bytes.length, bytes.readFloatLE(0), bytes.readFloatLE(4)], [8, 1.5, -2]);
});

const call: ProviderCall = { operation: 'embed', body: { input: ['a', 'b'] }, isStream: false };

// The second text has no vector in OpenAI's sense.
const broken: [string, Provider, JsonObject][] = [
  ['Cohere', cohere, { embeddings: { float: [[1], null] } }],
  ['Cohere in its own base64', cohere, { embeddings: { base64: ['AAAA', 'AAAA'] } }],
  ['Gemini', gemini, { embeddings: [{ values: [1] }, {}] }],
  ['Ollama', ollama, { embeddings: [[1], null] }],
  ['Vertex AI', createVertex(), { predictions: [{ embeddings: { values: [1] } }, {}] }],
];

for (const [what, provider, body] of broken) {
  Answer(`of ${what} fail when a text has no vector`, () => {
    const reading = provider.readAnswer(call, body, deployment(), {});
    assert.is(isFailure(reading) && reading.code, 'unexpected_body');
  });
}

Answer.run();
