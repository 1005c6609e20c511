import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';
import { assertWithin } from './shapes.ts';
import { speakers } from './speakers.ts';
import { type Input, readJson, withSimulator } from './with-simulator.ts';

const Cohere = suite('dialect of Cohere');

const { headers } = speakers.cohere;
const question = { model: 'm', messages: [{ role: 'user', content: 'Hi, dear pelican.' }] };

const speaking = (
  use: (ask: (path: string, body: object) => Promise<Response>) => Promise<void>,
  input: Input = {},
) =>
  withSimulator({ dialect: 'cohere', ...input }, ({ post }) =>
    use((path, body) => post(path, body, { headers })),
  );

Cohere('has the shape of a recorded answer', () =>
  speaking(async (ask) => {
    const answer = await readJson(await ask('/v2/chat', question));
    assert.is(answer.message.role, 'assistant');
    if (!needs('the recordings', hasRecordings)) return;
    assertWithin(answer, JSON.parse(recordingOf('cohere.v2.chat', '5c329d6f9161').body));
  }),
);

const namesOf = (stream: string) => [
  ...new Set([...stream.matchAll(/^event: (.*)$/gm)].map(([, name]) => name)),
];

Cohere('names the events of a stream', () =>
  speaking(async (ask) => {
    const stream = await (await ask('/v2/chat', { ...question, stream: true })).text();
    const names = ['content-start', 'content-delta', 'content-end'];
    assert.equal(namesOf(stream), ['message-start', ...names, 'message-end']);
    assert.match(stream, /data: \[DONE\]\n\n$/);
  }),
);

const toolOf = (name: string) => ({
  type: 'function',
  function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } } },
});

Cohere('calls a tool where it must', () =>
  speaking(async (ask) => {
    const asked = { ...question, tools: [toolOf('first'), toolOf('second')] };
    const must = { ...asked, tool_choice: 'REQUIRED' };
    const answer = await readJson(await ask('/v2/chat', must));
    assert.is(answer.finish_reason, 'TOOL_CALL');
    const [call] = answer.message.tool_calls;
    assert.equal([call.type, call.function.name], ['function', 'first']);
    assert.type(JSON.parse(call.function.arguments).city, 'string');

    const stream = await (await ask('/v2/chat', { ...must, stream: true })).text();
    const names = ['tool-plan-delta', 'tool-call-start', 'tool-call-delta', 'tool-call-end'];
    assert.equal(namesOf(stream), ['message-start', ...names, 'message-end']);
    const pieces = stream.matchAll(/{"arguments":("(?:[^"\\]|\\.)*")}/g);
    const json = [...pieces].map(([, piece = '""']) => JSON.parse(piece)).join('');
    assert.is(json, call.function.arguments);

    const free = await readJson(await ask('/v2/chat', asked));
    assert.is(free.finish_reason, 'COMPLETE');
  }),
);

Cohere('answers with some JSON where only its type is asked for', () =>
  speaking(async (ask) => {
    const asked = { ...question, response_format: { type: 'json_object' } };
    const { message } = await readJson(await ask('/v2/chat', asked));
    assert.type(JSON.parse(message.content[0].text).hash, 'string');
  }),
);

Cohere('embeds texts by type', () =>
  speaking(async (ask) => {
    const asked = { model: 'm', texts: ['a', 'b'], input_type: 'search_query' };
    const { embeddings, meta } = await readJson(await ask('/v2/embed', asked));
    assert.is(embeddings.float.length, 2);
    assert.ok(meta.billed_units.input_tokens > 0);
    const types = { ...asked, embedding_types: ['base64'], output_dimension: 8 };
    const { embeddings: encoded } = await readJson(await ask('/v2/embed', types));
    assert.equal(Object.keys(encoded), ['base64']);
    assert.is(Buffer.from(encoded.base64[1], 'base64').length, 4 * 8);
  }),
);

const rerank = { model: 'm', query: 'a bird', documents: ['pelican', 'stone', 'gull'] };

Cohere('ranks documents by scores that do not depend on their neighbours', () =>
  speaking(async (ask) => {
    const { results } = await readJson(await ask('/v2/rerank', rerank));
    const scores = results.map(
      ({ relevance_score }: { relevance_score: number }) => relevance_score,
    );
    assert.is(results.length, 3);
    assert.equal(
      scores,
      scores.toSorted((a: number, b: number) => b - a),
    );
    const best = rerank.documents[results[0].index];
    const alone = await readJson(await ask('/v2/rerank', { ...rerank, documents: [best] }));
    assert.is(alone.results[0].relevance_score, scores[0]);
    const first = await readJson(await ask('/v2/rerank', { ...rerank, top_n: 1 }));
    assert.equal(first.results, results.slice(0, 1));
  }),
);

for (const [fault, count] of [
  ['empty', 0],
  ['truncated', 1],
] as const) {
  Cohere(`ranks but ${count} of three documents by the fault ${fault}`, () =>
    speaking(
      async (ask) => {
        const { results } = await readJson(await ask('/v2/rerank', rerank));
        assert.is(results.length, count);
      },
      { faults: { [fault]: 1 } },
    ),
  );
}

Cohere('refuses with nothing but a text', () =>
  speaking(async (ask) => {
    const response = await ask('/v2/chat', { model: 'm' });
    assert.is(response.status, 400);
    const body = await readJson(response);
    assert.equal(Object.keys(body), ['id', 'message']);
    assert.match(body.message, 'messages');
  }),
);

Cohere('refuses to go without a key', () =>
  withSimulator({ dialect: 'cohere' }, async ({ post }) => {
    assert.is((await post('/v2/chat', question)).status, 401);
  }),
);

Cohere.run();
