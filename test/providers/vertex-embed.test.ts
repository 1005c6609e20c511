import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../lib/providers/provider.ts';
import { readPredict, writePredict } from '../../lib/providers/vertex-embed.ts';
import { noUsage } from '../../lib/usage.ts';

const Embed = suite('vertex-embed');

Embed('puts settings of the texts and of the call at their places', () => {
  const body = {
    input: ['Hello', 'world'],
    dimensions: 256,
    task_type: 'RETRIEVAL_DOCUMENT',
    title: 'A',
    auto_truncate: false,
  };
  const settings = { task_type: 'RETRIEVAL_DOCUMENT', title: 'A' };
  assert.equal(writePredict(body), {
    instances: [
      { content: 'Hello', ...settings },
      { content: 'world', ...settings },
    ],
    parameters: { outputDimensionality: 256, autoTruncate: false },
  });
  assert.equal(writePredict({ input: 'Hello' }), { instances: [{ content: 'Hello' }] });
});

// As "Text embeddings API" of Vertex AI shows it.
const prediction = (values: number[], tokens: number) => ({
  embeddings: { statistics: { truncated: false, token_count: tokens }, values },
});

Embed('gives the vectors and the sum of their tokens', () => {
  const body = { predictions: [prediction([0.5, 1], 4), prediction([2, 3], 5)] };
  assert.equal(readPredict(body, 'm', undefined), {
    body: {
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: [0.5, 1] },
        { object: 'embedding', index: 1, embedding: [2, 3] },
      ],
      model: 'm',
      usage: { prompt_tokens: 9, total_tokens: 9 },
    },
    usage: { ...noUsage, promptTokens: 9 },
  });
});

Embed('takes an error inside for a failure, and what is no answer for a server error', () => {
  const failed = readPredict({ error: { code: 429, message: 'no' } }, 'm', undefined);
  assert.is(isFailure(failed) && failed.kind, 'rate_limited');
  const empty = readPredict({}, 'm', undefined);
  assert.is(isFailure(empty) && empty.code, 'unexpected_body');
});

Embed.run();
