import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { objectsOf } from '../../lib/providers/chat-answer.ts';
import { readEmbed, writeBatchEmbed, writeEmbed } from '../../lib/providers/gemini-embed.ts';
import { isFailure } from '../../lib/providers/provider.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import { noUsage } from '../../lib/usage.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const Embed = suite('gemini-embed');

const model = 'models/gemini-embedding-001';

const write = (body: JsonObject) => writeBatchEmbed({ model: 'm', ...body }, model);

Embed('asks for each text by itself, with the same settings', () => {
  const body = {
    input: ['Hello', 'world'],
    dimensions: 768,
    task_type: 'RETRIEVAL_QUERY',
    encoding_format: 'base64',
  };
  const settings = { outputDimensionality: 768, taskType: 'RETRIEVAL_QUERY' };
  assert.equal(write(body), {
    requests: [
      { model, content: { parts: [{ text: 'Hello' }] }, ...settings },
      { model, content: { parts: [{ text: 'world' }] }, ...settings },
    ],
  });
  assert.equal(write({ input: 'Hello' }), {
    requests: [{ model, content: { parts: [{ text: 'Hello' }] } }],
  });
});

Embed('takes neither tokens for texts nor a user', () => {
  assert.throws(
    () => write({ input: [[1, 2]] }),
    (error: unknown) => error instanceof UpstreamError && error.kind === 'bad_request',
  );
  assert.throws(
    () => write({ input: 'a', user: 'u' }),
    (error: unknown) => error instanceof UnsupportedParameter && error.parameter === 'user',
  );
});

Embed('gives the vectors in their order, and the tokens where they are told', () => {
  const body = { embeddings: [{ values: [0.5, 1] }, { values: [2, 3] }] };
  assert.equal(readEmbed(body, 'm', undefined), {
    body: {
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: [0.5, 1] },
        { object: 'embedding', index: 1, embedding: [2, 3] },
      ],
      model: 'm',
    },
    usage: undefined,
  });
  const counted = readEmbed({ ...body, usageMetadata: { promptTokenCount: 4 } }, 'm', undefined);
  assert.equal('usage' in counted && counted.usage, { ...noUsage, promptTokens: 4 });
});

Embed('takes an error inside for a failure, and what is no answer for a server error', () => {
  const failed = readEmbed({ error: { code: 403, message: 'no' } }, 'm', undefined);
  assert.is(isFailure(failed) && failed.kind, 'auth');
  const empty = readEmbed({}, 'm', undefined);
  assert.is(isFailure(empty) && empty.code, 'unexpected_body');
});

// As "models.embedContent" of Vertex AI shows it.
Embed('asks newer models for one text at a time, and gives its vector', () => {
  const body = { input: ['Hello'], dimensions: 2, task_type: 'CLUSTERING' };
  assert.equal(writeEmbed(body, 'm'), {
    content: { parts: [{ text: 'Hello' }] },
    outputDimensionality: 2,
    taskType: 'CLUSTERING',
  });
  const answer = { embedding: { values: [0.5, 1] }, usageMetadata: { promptTokenCount: 4 } };
  assert.equal(readEmbed(answer, 'm', undefined), {
    body: {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [0.5, 1] }],
      model: 'm',
      usage: { prompt_tokens: 4, total_tokens: 4 },
    },
    usage: { ...noUsage, promptTokens: 4 },
  });
});

Embed('refuses more texts, of which those models would make one vector', () => {
  assert.throws(() => writeEmbed({ input: ['a', 'b'] }, 'm'), /since m takes one a request/);
});

Embed('reads recording bb7bdac37c09', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const json: unknown = JSON.parse(recordingOf('gemini.embed', 'bb7bdac37c09').body);
  const reading = readEmbed(isJsonObject(json) ? json : {}, 'm', 'base64');
  const [one] = isFailure(reading) ? [] : objectsOf(reading.body['data']);
  assert.is(Buffer.from(String(one?.['embedding']), 'base64').length, 768 * 4);
});

Embed.run();
