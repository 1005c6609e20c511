import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chat, type Input, readJson, withSimulator } from './with-simulator.ts';

const Chat = suite('simulated chat');

const path = '/v1/chat/completions';

const hashOf = (content: unknown, seed = 0): string =>
  createHash('sha256')
    .update(JSON.stringify([seed, content]))
    .digest('hex')
    .slice(0, 16);

async function ask(input: Input, body: object) {
  let answer: { status: number; text: string } = { status: 0, text: '' };
  await withSimulator(input, async ({ post }) => {
    const response = await post(path, body);
    answer = { status: response.status, text: await response.text() };
  });
  return answer;
}

const askJson = async (input: Input, body: object) => JSON.parse((await ask(input, body)).text);

const textOf = async (input: Input, body: object): Promise<string> =>
  (await askJson(input, body)).choices[0].message.content;

/** The events of a stream; the end mark is the text `[DONE]`. */
const eventsOf = (stream: string) =>
  stream
    .split('\n\n')
    .filter((part) => part !== '')
    .map((part) => part.replace(/^data: /, ''))
    .map((data) => (data === '[DONE]' ? data : JSON.parse(data)));

Chat('echoes the last user message behind a hash that anyone can recompute', async () => {
  const messages = [
    { content: 'be brief', role: 'system' },
    { role: 'user', content: 'first' },
    { role: 'assistant', content: 'answer' },
    {
      name: 'x',
      role: 'user',
      content: [
        { type: 'text', text: 'se' },
        { type: 'text', text: 'cond' },
      ],
    },
  ];
  const body = { model: 'm', messages };
  assert.is(await textOf({}, body), `${hashOf(messages)} second`);
  assert.is(await textOf({ seed: 7 }, body), `${hashOf(messages, 7)} second`);
});

Chat('echoes nothing where no user said a text', async () => {
  for (const messages of [
    [{ role: 'system', content: 'a' }],
    [{ role: 'user' }],
    [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }, null] }],
  ]) {
    assert.is(await textOf({}, { model: 'm', messages }), `${hashOf(messages)} `);
  }
});

Chat('echoes 200 characters at most and splits none', async () => {
  const text = '🙂'.repeat(300);
  const { messages, ...rest } = chat(text);
  assert.is(await textOf({}, { messages, ...rest }), `${hashOf(messages)} ${'🙂'.repeat(200)}`);
});

Chat('gives the same text whatever the model, the attempt or the way of delivery', () =>
  withSimulator({ faults: { empty: 0 } }, async ({ post }) => {
    const once = await readJson(await post(path, chat('a')));
    const again = await readJson(await post(path, chat('a', { model: 'other', temperature: 1 })));
    assert.equal(again, { ...once, model: 'other' });
    const stream = await (await post(path, chat('a', { stream: true }))).text();
    const streamed = eventsOf(stream)
      .map((event) => event.choices?.[0].delta.content ?? '')
      .join('');
    assert.is(streamed, once.choices[0].message.content);
  }),
);

Chat('estimates usage at a token for 4 bytes', async () => {
  const { messages } = chat('é');
  const { usage, choices } = await askJson({}, chat('é'));
  assert.is(usage.prompt_tokens, Math.ceil(Buffer.byteLength(JSON.stringify(messages)) / 4));
  assert.is(usage.completion_tokens, Math.ceil(Buffer.byteLength(choices[0].message.content) / 4));
  assert.is(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
  assert.is(choices[0].finish_reason, 'stop');
});

for (const key of ['max_tokens', 'max_completion_tokens']) {
  Chat(`cuts the answer at ${key}`, async () => {
    const body = chat('a long enough text', { [key]: 5 });
    const { choices, usage } = await askJson({}, body);
    const whole = `${hashOf(body.messages)} a long enough text`;
    assert.is(choices[0].message.content, whole.slice(0, 20));
    assert.is(choices[0].finish_reason, 'length');
    assert.is(usage.completion_tokens, 5);
  });
}

Chat('cuts no character in two', async () => {
  const rules = [{ contains: '', reply: '🙂é🙂🙂' }];
  assert.is(await textOf({ reply: { rules } }, chat('a', { max_tokens: 2 })), '🙂é');
});

Chat('does not cut an answer that just fits', async () => {
  const rules = [{ contains: '', reply: '12345678' }];
  const { choices } = await askJson({ reply: { rules } }, chat('a', { max_tokens: 2 }));
  assert.is(choices[0].message.content, '12345678');
  assert.is(choices[0].finish_reason, 'stop');
});

Chat('gives the reply of the first rule whose text is in the last user message', async () => {
  const rules = [
    { contains: 'parcel', reply: 'late' },
    { contains: 'parcel came', reply: 'never' },
    { contains: 'ever', reply: 'other' },
  ];
  assert.is(await textOf({ reply: { rules } }, chat('my parcel came')), 'late');
  assert.is(await textOf({ reply: { rules } }, chat('whatever')), 'other');
  assert.match(await textOf({ reply: { rules } }, chat('nothing')), / nothing$/);
});

Chat('gives a small object holding the hash for json_object', async () => {
  const body = chat('a', { response_format: { type: 'json_object' } });
  assert.equal(JSON.parse(await textOf({}, body)), { hash: hashOf(body.messages) });
});

Chat('gives an instance of the requested schema', async () => {
  const schema = {
    type: 'object',
    required: ['label'],
    properties: { label: { enum: ['good', 'bad'] } },
  };
  const format = { type: 'json_schema', json_schema: { name: 'n', strict: true, schema } };
  const labels = new Set<string>();
  await withSimulator({}, async ({ post }) => {
    for (let record = 0; record < 20; record++) {
      const answer = await post(path, chat(`record ${record}`, { response_format: format }));
      labels.add((await readJson(answer)).choices[0].message.content);
    }
  });
  assert.equal([...labels].sort(), ['{"label":"bad"}', '{"label":"good"}']);
});

Chat('refuses a schema with a keyword that it does not know, by name', async () => {
  const schema = { type: 'object', properties: { a: { type: 'string', pattern: '^x' } } };
  const format = { type: 'json_schema', json_schema: { name: 'n', schema } };
  const { status, text } = await ask({}, chat('a', { response_format: format }));
  assert.is(status, 400);
  const { error } = JSON.parse(text);
  assert.match(error.message, "unsupported keyword 'pattern' at 'properties.a'");
  assert.is(error.param, 'response_format');
});

Chat('misses the schema where json_schema has none', async () => {
  const format = { type: 'json_schema', json_schema: { name: 'n' } };
  const { error } = await askJson({}, chat('a', { response_format: format }));
  assert.is(error.param, 'response_format.json_schema.schema');
});

Chat('streams role, text, finish and the end mark', async () => {
  const { text } = await ask({}, chat('hello there', { stream: true, max_tokens: 6 }));
  const events = eventsOf(text);
  assert.is(events.pop(), '[DONE]');
  const choices = events.map((event) => event.choices[0]);
  assert.equal(choices[0].delta, { role: 'assistant', content: '', refusal: null });
  assert.ok(choices.slice(1, -1).every(({ delta }) => delta.content.length > 0));
  assert.equal(choices.at(-1).delta, {});
  assert.equal(choices.map((choice) => choice.finish_reason).filter(Boolean), ['length']);
  assert.not(events.some((event) => 'usage' in event));
});

Chat('streams usage last, and only when asked to', async () => {
  const options = { stream: true, stream_options: { include_usage: true } };
  const events = eventsOf((await ask({}, chat('a', options))).text);
  const last = events.at(-2);
  assert.equal(last.choices, []);
  assert.equal(last.usage, (await askJson({}, chat('a'))).usage);
  assert.ok(events.slice(0, -2).every((event) => event.usage === null));
});

const weather = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
};
const tools = [{ type: 'web_search' }, weather, { type: 'function', function: { name: 'time' } }];

Chat('calls a tool where it must', async () => {
  const [choice] = (await askJson({}, chat('a', { tools, tool_choice: 'required' }))).choices;
  assert.is(choice.finish_reason, 'tool_calls');
  assert.is(choice.message.content, null);
  const [call] = choice.message.tool_calls;
  assert.equal([call.type, call.function.name], ['function', 'weather']);
  assert.type(JSON.parse(call.function.arguments).city, 'string');

  const streamed = await ask({}, chat('a', { tools, tool_choice: 'required', stream: true }));
  const deltas = eventsOf(streamed.text)
    .slice(0, -1)
    .flatMap((event) => event.choices[0].delta.tool_calls ?? []);
  assert.is(deltas[0].id, call.id);
  const json = deltas.map((delta) => delta.function.arguments).join('');
  assert.is(json, call.function.arguments);
});

Chat('calls the tool of that name, else answers in words', async () => {
  const named = { type: 'function', function: { name: 'time' } };
  const [choice] = (await askJson({}, chat('a', { tools, tool_choice: named }))).choices;
  assert.is(choice.message.tool_calls[0].function.arguments, '{}');
  for (const tool_choice of ['auto', 'none', { type: 'web_search' }, undefined]) {
    const [free] = (await askJson({}, chat('a', { tools, tool_choice }))).choices;
    assert.type(free.message.content, 'string');
  }
});

Chat.run();
