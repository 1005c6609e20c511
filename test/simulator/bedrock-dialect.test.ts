import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';
import { decodeFrames } from './frames.ts';
import { assertWithin } from './shapes.ts';
import { speakers } from './speakers.ts';
import { type Input, readJson, withSimulator } from './with-simulator.ts';

const Bedrock = suite('dialect of Bedrock');

const { headers } = speakers.bedrock;
const question = { messages: [{ role: 'user', content: [{ text: 'Hi, dear pelican.' }] }] };

const speaking = (
  use: (ask: (path: string, body?: object) => Promise<Response>) => Promise<void>,
  input: Input = {},
) =>
  withSimulator({ dialect: 'bedrock', ...input }, ({ post }) =>
    use((path, body = question) => post(`/model/${path}`, body, { headers })),
  );

const framesOf = async (response: Response) =>
  decodeFrames(Buffer.from(await response.arrayBuffer()));

Bedrock('has the shape of a recorded answer', () =>
  speaking(async (ask) => {
    const answer = await readJson(await ask('amazon.nova-lite-v1%3A0/converse'));
    assert.is(answer.output.message.role, 'assistant');
    if (!needs('the recordings', hasRecordings)) return;
    assertWithin(answer, JSON.parse(recordingOf('bedrock.converse', 'fa54fcda565a').body));
  }),
);

Bedrock('has the frames of a recorded stream', () =>
  speaking(async (ask) => {
    const response = await ask('m/converse-stream');
    assert.is(response.headers.get('content-type'), 'application/vnd.amazon.eventstream');
    const frames = await framesOf(response);
    if (!needs('the recordings', hasRecordings)) return;
    const { bytes } = recordingOf('bedrock.converse-stream', '223bc252ac60');
    for (const recorded of decodeFrames(bytes)) {
      const ours = frames.find(
        (frame) => frame.headers[':event-type'] === recorded.headers[':event-type'],
      );
      assert.equal(ours?.headers, recorded.headers);
      assertWithin(JSON.parse(ours?.payload ?? ''), JSON.parse(recorded.payload));
    }
  }),
);

const toolSpec = (name: string, properties: object) => ({
  toolSpec: { name, inputSchema: { json: { type: 'object', properties } } },
});
const tools = [toolSpec('first', { city: { type: 'string' } }), toolSpec('second', {})];

Bedrock('calls a tool where it must', () =>
  speaking(async (ask) => {
    const asked = (toolChoice: object) => ({ ...question, toolConfig: { tools, toolChoice } });
    const answer = await readJson(await ask('m/converse', asked({ any: {} })));
    assert.is(answer.stopReason, 'tool_use');
    const [{ toolUse }] = answer.output.message.content;
    assert.is(toolUse.name, 'first');
    assert.type(toolUse.input.city, 'string');

    const frames = await framesOf(await ask('m/converse-stream', asked({ any: {} })));
    const payloads = frames.map(({ payload }) => JSON.parse(payload));
    const start = payloads.find((payload) => payload.start);
    assert.equal(start.start.toolUse, { toolUseId: toolUse.toolUseId, name: 'first' });
    const json = payloads.map(({ delta }) => delta?.toolUse.input ?? '').join('');
    assert.equal(JSON.parse(json), toolUse.input);

    const named = await readJson(await ask('m/converse', asked({ tool: { name: 'second' } })));
    assert.is(named.output.message.content[0].toolUse.name, 'second');
    const free = await readJson(await ask('m/converse', asked({ auto: {} })));
    assert.type(free.output.message.content[0].text, 'string');
  }),
);

Bedrock("embeds by Amazon's models and by Cohere's, and tells the tokens in a header", () =>
  speaking(async (ask) => {
    const titan = await ask('amazon.titan-embed-text-v2%3A0/invoke', { inputText: 'a' });
    const tokens = titan.headers.get('x-amzn-bedrock-input-token-count');
    const { embedding, inputTextTokenCount } = await readJson(titan);
    assert.is(String(inputTextTokenCount), tokens);
    const asked = { texts: ['a', 'b'], input_type: 'search_query' };
    const older = await readJson(await ask('cohere.embed-english-v3/invoke', asked));
    assert.equal(older.embeddings[0], embedding);
    assert.is(older.response_type, 'embeddings_floats');
    const newer = await readJson(await ask('cohere.embed-v4%3A0/invoke', asked));
    assert.equal(newer.embeddings.float, older.embeddings);
    if (!needs('the recordings', hasRecordings)) return;
    assertWithin(newer, JSON.parse(recordingOf('bedrock.invoke', '770a1512d5ef').body));
  }),
);

Bedrock('refuses to invoke other models', () =>
  speaking(async (ask) => {
    const response = await ask('amazon.nova-lite-v1%3A0/invoke');
    assert.is(response.status, 400);
    assert.match(response.headers.get('x-amzn-errortype') ?? '', /^ValidationException:/);
    assert.equal(Object.keys(await readJson(response)), ['message']);
  }),
);

for (const [title, authorization, status] of [
  ['no authorization', undefined, 403],
  ['basic authorization', 'Basic a', 403],
  ['a bearer token', 'Bearer a', 200],
  ['a signature', 'AWS4-HMAC-SHA256 Credential=a', 200],
] as const) {
  Bedrock(`answers ${status} to ${title}`, () =>
    withSimulator({ dialect: 'bedrock' }, async ({ post }) => {
      const given = authorization ? { authorization } : {};
      const response = await post('/model/m/converse', question, { headers: given });
      assert.is(response.status, status);
    }),
  );
}

for (const [fault, status, type] of [
  ['429', 429, 'ThrottlingException'],
  ['quota', 429, 'ThrottlingException'],
  ['401', 401, 'UnrecognizedClientException'],
  ['500', 500, 'InternalServerException'],
  ['503', 503, 'ServiceUnavailableException'],
  ['529', 529, 'ServiceUnavailableException'],
] as const) {
  Bedrock(`names the type of the fault ${fault} in a header`, () =>
    speaking(
      async (ask) => {
        const response = await ask('m/converse');
        assert.is(response.status, status);
        assert.is(response.headers.get('x-amzn-errortype')?.split(':')[0], type);
        assert.is(response.headers.get('retry-after'), null);
      },
      { faults: { [fault]: 1 } },
    ),
  );
}

Bedrock('names the type of a refusal at a limit', () =>
  speaking(
    async (ask) => {
      const response = await ask('m/converse');
      assert.match(response.headers.get('x-amzn-errortype') ?? '', /^ThrottlingException:/);
    },
    { limits: { requests_per_minute: 0 } },
  ),
);

Bedrock('ends a stream by an exception', () =>
  speaking(
    async (ask) => {
      const last = (await framesOf(await ask('m/converse-stream'))).at(-1);
      assert.is(last?.headers[':exception-type'], 'internalServerException');
    },
    { faults: { error_frame: 1 } },
  ),
);

Bedrock('refuses a schema that is no JSON', () =>
  speaking(async (ask) => {
    const textFormat = {
      type: 'json_schema',
      structure: { jsonSchema: { schema: '{' } },
    };
    const response = await ask('m/converse', { ...question, outputConfig: { textFormat } });
    assert.is(response.status, 400);
    assert.match((await readJson(response)).message, 'jsonSchema.schema');
  }),
);

Bedrock.run();
