import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { cohere } from '../../lib/providers/cohere.ts';
import { gemini } from '../../lib/providers/gemini.ts';
import { ollama } from '../../lib/providers/ollama.ts';
import { isFailure, type Provider, type ProviderCall } from '../../lib/providers/provider.ts';
import { createVertex } from '../../lib/providers/vertex.ts';
import { deployment } from '../support/calls.ts';

const Answer = suite('answers of embeddings');

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
