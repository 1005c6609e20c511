import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readJson, withSimulator } from './with-simulator.ts';

const Ollama = suite('dialect of Ollama');

const content = 'Hi, dear pelican.';
const question = { model: 'm', messages: [{ role: 'user', content }] };

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

Ollama('streams lines of JSON unless that is declined', () =>
  withSimulator({ dialect: 'ollama' }, async ({ post }) => {
    const response = await post('/api/chat', question);
    assert.is(response.headers.get('content-type'), 'application/x-ndjson');
    const lines = linesOf(await response.text());
    assert.ok(lines.length > 2);
    assert.equal(
      lines.map(({ done }) => done),
      lines.map((_, index) => index === lines.length - 1),
    );
    const whole = await readJson(await post('/api/chat', { ...question, stream: false }));
    assert.is(whole.message.content, lines.map(({ message }) => message.content).join(''));
    assert.equal({ ...whole, message: undefined }, { ...lines.at(-1), message: undefined });
  }),
);

Ollama('generates from a prompt what a chat would say', () =>
  withSimulator({ dialect: 'ollama' }, async ({ post }) => {
    const system = 'Be a bird.';
    const asked = { model: 'm', system, prompt: content, stream: false };
    const { response } = await readJson(await post('/api/generate', asked));
    const messages = [{ role: 'system', content: system }, ...question.messages];
    const chatted = await readJson(
      await post('/api/chat', { ...question, messages, stream: false }),
    );
    assert.is(response, chatted.message.content);
    const lines = linesOf(await (await post('/api/generate', { ...asked, stream: true })).text());
    assert.is(lines.map((line) => line.response).join(''), response);
  }),
);

Ollama('answers with some JSON where that is asked for', () =>
  withSimulator({ dialect: 'ollama' }, async ({ post }) => {
    const asked = { ...question, stream: false, format: 'json' };
    const { message } = await readJson(await post('/api/chat', asked));
    assert.type(JSON.parse(message.content).hash, 'string');
  }),
);

Ollama('takes a limit below 0 for none', () =>
  withSimulator({ dialect: 'ollama' }, async ({ post }) => {
    const asked = { ...question, stream: false, options: { num_predict: -1 } };
    assert.is((await readJson(await post('/api/chat', asked))).done_reason, 'stop');
  }),
);

Ollama('embeds one text or several', () =>
  withSimulator({ dialect: 'ollama' }, async ({ post }) => {
    const one = await readJson(await post('/api/embed', { model: 'm', input: 'a' }));
    const asked = { model: 'm', input: ['b', 'a'] };
    const two = await readJson(await post('/api/embed', asked));
    assert.equal(two.embeddings[1], one.embeddings[0]);
    assert.ok(one.prompt_eval_count > 0);
  }),
);

Ollama('tells errors as a text', () =>
  withSimulator({ dialect: 'ollama' }, async ({ post }) => {
    const response = await post('/api/chat', { model: 'm' });
    assert.is(response.status, 400);
    assert.match((await readJson(response)).error, 'messages');
    assert.type((await readJson(await post('/api/none', {}))).error, 'string');
  }),
);

Ollama('ends a stream by a line with an error', () =>
  withSimulator({ dialect: 'ollama', faults: { error_frame: 1 } }, async ({ post }) => {
    const lines = linesOf(await (await post('/api/chat', question)).text());
    assert.equal(Object.keys(lines.at(-1)), ['error']);
  }),
);

Ollama.run();
