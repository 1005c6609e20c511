import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';
import { assertWithin, eventsOf } from './shapes.ts';
import { speakers } from './speakers.ts';
import { type Input, readJson, withSimulator } from './with-simulator.ts';

const Gemini = suite('dialect of Gemini');

const { headers } = speakers.gemini;
const question = { contents: [{ role: 'user', parts: [{ text: 'Hi, dear pelican.' }] }] };

const speaking = (
  use: (ask: (method: string, body?: object) => Promise<Response>) => Promise<void>,
  input: Input = {},
) =>
  withSimulator({ dialect: 'gemini', ...input }, ({ post }) =>
    use((method, body = question) => post(`/v1beta/models/m:${method}`, body, { headers })),
  );

Gemini('has the shape of recorded answers', () =>
  speaking(async (ask) => {
    const answer = await readJson(await ask('generateContent'));
    const stream = await (await ask('streamGenerateContent?alt=sse')).text();
    assert.is(answer.modelVersion, 'm');
    assert.match(stream, /}\r\n\r\n$/);
    if (!needs('the recordings', hasRecordings)) return;
    assertWithin(answer, JSON.parse(recordingOf('gemini.generateContent', 'f03e2fa6af2d').body));
    const [event] = eventsOf(recordingOf('gemini.streamGenerateContent', 'bfe806b4c389').body);
    const known = JSON.parse(JSON.stringify(event).replaceAll('"functionCall"', '"text"'));
    // Vertex AI, where it was recorded, does not number its candidates.
    Object.assign(known.candidates[0], { index: 0 });
    for (const ours of eventsOf(stream)) assertWithin(ours, known);
  }),
);

Gemini('streams one JSON array unless events are asked for', () =>
  speaking(async (ask) => {
    const response = await ask('streamGenerateContent');
    assert.is(response.headers.get('content-type'), 'application/json');
    const chunks = await readJson(response);
    const events = eventsOf(await (await ask('streamGenerateContent?alt=sse')).text());
    assert.ok(chunks.length > 2);
    assert.equal(chunks, events);
  }),
);

for (const [fault, isJson] of [
  ['error_frame', true],
  ['malformed', false],
  ['empty', true],
] as const) {
  Gemini(`streams an array by the fault ${fault}`, () =>
    speaking(
      async (ask) => {
        const text = await (await ask('streamGenerateContent')).text();
        if (!isJson) return assert.not.match(text, /\]$/);
        const last = JSON.parse(text).at(-1);
        if (fault === 'empty') assert.is(last.candidates[0].finishReason, 'STOP');
        else assert.equal([last.error.code, last.error.status], [500, 'INTERNAL']);
      },
      { faults: { [fault]: 1 } },
    ),
  );
}

Gemini('answers under the paths of Vertex AI, too', () =>
  withSimulator({ dialect: 'gemini' }, async ({ post }) => {
    for (const version of ['v1', 'v1beta1']) {
      const path = `/${version}/projects/p/locations/global/publishers/google/models/m:generateContent`;
      const bearer = { authorization: 'Bearer token' };
      const { candidates } = await readJson(await post(path, question, { headers: bearer }));
      assert.match(candidates[0].content.parts[0].text, 'Hi, dear pelican.');
    }
  }),
);

Gemini('takes the key from a header or the query, and refuses to go without', () =>
  withSimulator({ dialect: 'gemini' }, async ({ post }) => {
    const path = '/v1beta/models/m:generateContent';
    assert.is((await post(`${path}?key=k`, question)).status, 200);
    const response = await post(path, question);
    assert.is(response.status, 403);
    assert.is((await readJson(response)).error.status, 'PERMISSION_DENIED');
  }),
);

Gemini('makes an instance of a schema in the spelling of Google', () =>
  speaking(async (ask) => {
    const responseSchema = {
      type: 'OBJECT',
      properties: {
        tags: { type: 'ARRAY', items: { type: 'STRING', enum: ['a'] }, minItems: '2' },
        count: { type: 'INTEGER', format: 'int32', minimum: 5, nullable: true },
        // A member may have the name of a keyword.
        format: { anyOf: [{ type: 'BOOLEAN' }] },
      },
      required: ['tags', 'count', 'format'],
      propertyOrdering: ['tags', 'count'],
    };
    const generationConfig = { responseMimeType: 'application/json', responseSchema };
    const answer = await readJson(await ask('generateContent', { ...question, generationConfig }));
    const made = JSON.parse(answer.candidates[0].content.parts[0].text);
    assert.equal(made.tags, ['a', 'a']);
    assert.ok(Number.isInteger(made.count) && made.count >= 5);
    assert.type(made.format, 'boolean');
  }),
);

Gemini('answers with some JSON where only its type is asked for', () =>
  speaking(async (ask) => {
    const generationConfig = { responseMimeType: 'application/json' };
    const answer = await readJson(await ask('generateContent', { ...question, generationConfig }));
    assert.type(JSON.parse(answer.candidates[0].content.parts[0].text).hash, 'string');
  }),
);

Gemini('calls a function where it must', () =>
  speaking(async (ask) => {
    const parameters = { type: 'OBJECT', properties: { city: { type: 'STRING' } } };
    const functionDeclarations = [{ name: 'first' }, { name: 'second', parameters }];
    const asked = (functionCallingConfig: object) => ({
      ...question,
      tools: [{ functionDeclarations }],
      toolConfig: { functionCallingConfig },
    });
    const any = await readJson(await ask('generateContent', asked({ mode: 'ANY' })));
    assert.equal(any.candidates[0].content.parts, [{ functionCall: { name: 'first', args: {} } }]);
    const named = asked({ mode: 'ANY', allowedFunctionNames: ['second'] });
    const [chunk, last] = await readJson(await ask('streamGenerateContent', named));
    const { name, args } = chunk.candidates[0].content.parts[0].functionCall;
    assert.is(name, 'second');
    assert.type(args.city, 'string');
    assert.is(last.candidates[0].finishReason, 'STOP');
    const free = await readJson(await ask('generateContent', asked({ mode: 'AUTO' })));
    assert.type(free.candidates[0].content.parts[0].text, 'string');
  }),
);

Gemini('embeds one text or several, each the same', () =>
  speaking(async (ask) => {
    const requests = ['a', 'b'].map((text) => ({
      model: 'models/m',
      content: { parts: [{ text }] },
      outputDimensionality: 8,
    }));
    const { embeddings } = await readJson(await ask('batchEmbedContents', { requests }));
    const { embedding } = await readJson(await ask('embedContent', requests[1]));
    assert.is(embeddings.length, 2);
    assert.is(embeddings[0].values.length, 8);
    assert.equal(embedding, embeddings[1]);
  }),
);

Gemini('counts tokens as it bills them', () =>
  speaking(async (ask) => {
    const { usageMetadata } = await readJson(await ask('generateContent'));
    const { totalTokens } = await readJson(await ask('countTokens'));
    assert.is(totalTokens, usageMetadata.promptTokenCount);
  }),
);

Gemini('tells how long to wait in the body alone', () =>
  speaking(
    async (ask) => {
      const response = await ask('generateContent');
      assert.not([...response.headers.keys()].some((name) => /ratelimit|retry/.test(name)));
      const { error } = await readJson(response);
      assert.equal([error.code, error.status], [429, 'RESOURCE_EXHAUSTED']);
      const [failure, wait] = error.details;
      assert.match(failure.violations[0].quotaId, 'PerMinute');
      assert.is(wait['@type'], 'type.googleapis.com/google.rpc.RetryInfo');
      assert.is(wait.retryDelay, '1.5s');
    },
    { faults: { '429': 1, retry_after: '1500ms' }, limits: { requests_per_minute: 100 } },
  ),
);

Gemini('tells no wait where there is no use in it', () =>
  speaking(
    async (ask) => {
      const { error } = await readJson(await ask('generateContent'));
      assert.is(error.details.length, 1);
      assert.match(error.details[0].violations[0].quotaId, 'PerDay');
    },
    { faults: { quota: 1 } },
  ),
);

Gemini('tells the wait for a limit', () =>
  speaking(
    async (ask) => {
      await ask('generateContent');
      const { error } = await readJson(await ask('generateContent'));
      assert.match(error.details[1].retryDelay, /^(59|60)(\.\d+)?s$/);
    },
    { limits: { requests_per_minute: 1 } },
  ),
);

Gemini('refuses a request without contents', () =>
  speaking(async (ask) => {
    const response = await ask('generateContent', {});
    assert.is(response.status, 400);
    const { error } = await readJson(response);
    assert.equal([error.code, error.status], [400, 'INVALID_ARGUMENT']);
    assert.match(error.message, 'contents');
  }),
);

Gemini.run();
