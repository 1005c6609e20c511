import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';
import { assertWithin, eventsOf } from './shapes.ts';
import { speakers } from './speakers.ts';
import { type Input, readJson, withSimulator } from './with-simulator.ts';

const Anthropic = suite("dialect of Anthropic's Messages");

const { headers } = speakers.anthropic;
const path = '/v1/messages';
const question = { model: 'm', max_tokens: 100, messages: [{ role: 'user', content: 'Hi.' }] };

const speaking = (
  use: (ask: (body: object, more?: object) => Promise<Response>) => Promise<void>,
  input: Input = {},
) =>
  withSimulator({ dialect: 'anthropic', ...input }, ({ post }) =>
    use((body, more = {}) => post(path, body, { headers, ...more })),
  );

Anthropic('has the shape of a recorded message', () =>
  speaking(async (ask) => {
    const message = await readJson(await ask(question));
    assert.equal([message.type, message.role], ['message', 'assistant']);
    assert.is(message.stop_sequence, null);
    if (!needs('the recordings', hasRecordings)) return;
    assertWithin(message, JSON.parse(recordingOf('messages', 'fda8f1b952c0').body));
  }),
);

Anthropic('has the events of a recorded stream, by name', () =>
  speaking(async (ask) => {
    const stream = await (await ask({ ...question, stream: true })).text();
    const names = [...stream.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
    assert.equal(
      [...new Set(names)],
      [
        'message_start',
        'content_block_start',
        'ping',
        'content_block_delta',
        'content_block_stop',
        'message_delta',
        'message_stop',
      ],
    );
    const [start] = eventsOf(stream);
    assert.is(Object(start).message.usage.output_tokens, 1);
    if (!needs('the recordings', hasRecordings)) return;
    assertWithin(eventsOf(stream), eventsOf(recordingOf('messages', 'a0f23bf2b431').body));
  }),
);

const properties = { city: { type: 'string', minLength: 20 } };
const tools = [
  { name: 'first', input_schema: { type: 'object', properties } },
  { name: 'second', input_schema: { type: 'object', properties: {} } },
];

Anthropic('calls a tool where it must', () =>
  speaking(async (ask) => {
    const tool_choice = { type: 'any' };
    const message = await readJson(await ask({ ...question, tools, tool_choice }));
    assert.is(message.stop_reason, 'tool_use');
    assert.is(message.content.length, 1);
    const [{ type, id, name, input }] = message.content;
    assert.equal([type, name], ['tool_use', 'first']);
    assert.match(id, /^toolu_/);
    assert.ok(input.city.length >= 20);

    const stream = await (await ask({ ...question, tools, tool_choice, stream: true })).text();
    const json = [...stream.matchAll(/"partial_json":("(?:[^"\\]|\\.)*")/g)]
      .map(([, piece = '""']) => JSON.parse(piece))
      .join('');
    assert.equal(JSON.parse(json), input);
    assert.match(stream, '"stop_reason":"tool_use"');
    assert.match(stream, `"type":"tool_use","id":"${id}","name":"first","input":{}`);
  }),
);

Anthropic('calls the tool of that name, else none', () =>
  speaking(async (ask) => {
    const named = { type: 'tool', name: 'second' };
    const called = await readJson(await ask({ ...question, tools, tool_choice: named }));
    assert.is(called.content[0].name, 'second');
    assert.equal(called.content[0].input, {});
    const { content } = await readJson(await ask({ ...question, tools }));
    assert.is(content[0].type, 'text');
  }),
);

Anthropic(
  'takes a JSON object of a rule as the arguments of a tool, and says another reply',
  () => {
    const rules = [
      { contains: 'object', reply: '{"city":"Ulm"}' },
      { contains: 'words', reply: 'in words' },
    ];
    return speaking(
      async (ask) => {
        const asking = async (content: string) => {
          const messages = [{ role: 'user', content }];
          const tool_choice = { type: 'any' };
          return (await readJson(await ask({ ...question, messages, tools, tool_choice }))).content;
        };
        assert.equal((await asking('an object'))[0].input, { city: 'Ulm' });
        assert.equal(await asking('in words'), [{ type: 'text', text: 'in words' }]);
      },
      { reply: { rules } },
    );
  },
);

Anthropic('has no arguments of a tool where they were cut', () =>
  speaking(
    async (ask) => {
      const message = await readJson(
        await ask({ ...question, tools, tool_choice: { type: 'any' } }),
      );
      assert.is(message.stop_reason, 'max_tokens');
      assert.equal(message.content[0].input, {});
    },
    { faults: { truncated: 1 } },
  ),
);

Anthropic('counts tokens as it bills them', () =>
  withSimulator({ dialect: 'anthropic' }, async ({ post, stats }) => {
    const { usage } = await readJson(await post(path, question, { headers }));
    const { max_tokens: _, ...counted } = question;
    const response = await post('/v1/messages/count_tokens', counted, { headers });
    assert.equal(await readJson(response), { input_tokens: usage.input_tokens });
    assert.is(stats().promptTokens, usage.input_tokens);
  }),
);

for (const [title, body, text] of [
  ['no max_tokens', { ...question, max_tokens: undefined }, 'max_tokens'],
  ['no messages', { ...question, messages: [] }, 'messages'],
  ['a system message', { ...question, messages: [{ role: 'system', content: 'a' }] }, 'role'],
  ['an empty text', { ...question, messages: [{ role: 'user', content: '' }] }, 'content'],
] as const) {
  Anthropic(`refuses ${title}`, () =>
    speaking(async (ask) => {
      const response = await ask(body);
      assert.is(response.status, 400);
      assert.is(response.headers.get('x-should-retry'), 'false');
      const { type, error } = await readJson(response);
      assert.equal([type, error.type], ['error', 'invalid_request_error']);
      assert.match(error.message, text);
    }),
  );
}

for (const [title, given, status, type] of [
  ['no key', { 'anthropic-version': '2023-06-01' }, 401, 'authentication_error'],
  ['no version', { 'x-api-key': 'k' }, 400, 'invalid_request_error'],
] as const) {
  Anthropic(`refuses a request with ${title}`, () =>
    speaking(async (ask) => {
      const response = await ask(question, { headers: given });
      assert.is(response.status, status);
      assert.is((await readJson(response)).error.type, type);
    }),
  );
}

Anthropic('knows no other path', () =>
  withSimulator({ dialect: 'anthropic' }, async ({ post }) => {
    const response = await post('/v1/chat/completions', question, { headers });
    assert.is(response.status, 404);
    assert.is((await readJson(response)).error.type, 'not_found_error');
  }),
);

Anthropic('asks to wait in whole seconds, as the manner is', () =>
  speaking(
    async (ask) => {
      const response = await ask(question);
      assert.is(response.status, 429);
      assert.is(response.headers.get('retry-after'), '2');
      assert.is((await readJson(response)).error.type, 'rate_limit_error');
    },
    { faults: { '429': 1, retry_after: '1500ms' } },
  ),
);

Anthropic('names the event that tells an error', () =>
  speaking(
    async (ask) => {
      const stream = await (await ask({ ...question, stream: true })).text();
      assert.match(stream, /\nevent: error\ndata: {"type":"error","error":{"type":"api_error",/);
      assert.not.match(stream, 'message_stop');
    },
    { faults: { error_frame: 1 } },
  ),
);

Anthropic.run();
