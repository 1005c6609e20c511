import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../lib/errors.ts';
import { startSimulator } from '../../lib/simulator/server.ts';
import { simulatorSchema } from '../../lib/simulator/settings.ts';
import { chat, readJson, until, withSimulator } from './with-simulator.ts';

const Server = suite('simulator server');

const settings = simulatorSchema.parse({});

Server('serves all routes with and without /v1', () =>
  withSimulator({}, async ({ url, post }) => {
    for (const base of ['', '/v1']) {
      assert.is((await post(`${base}/chat/completions`, chat('a'))).status, 200);
      assert.is((await post(`${base}/completions`, { model: 'm', prompt: 'a' })).status, 200);
      assert.is((await post(`${base}/embeddings?x=1`, { model: 'm', input: 'a' })).status, 200);
      for (const path of ['/models', '/health', '/__stats']) {
        const response = await fetch(`${url}${base}${path}`);
        assert.is(response.status, 200, path);
        await readJson(response);
      }
    }
  }),
);

Server('lists one model', () =>
  withSimulator({}, async ({ url }) => {
    const { object, data } = await readJson(await fetch(`${url}/v1/models`));
    assert.is(object, 'list');
    assert.is(data[0].object, 'model');
  }),
);

for (const [path, method] of [
  ['/v1/responses', 'POST'],
  ['/v1/chat/completions', 'GET'],
  ['/v1', 'GET'],
  ['/v1/v1/models', 'GET'],
]) {
  Server(`answers 404 to ${method} ${path}`, () =>
    withSimulator({}, async ({ url }) => {
      const response = await fetch(url + path, { method: method ?? '' });
      assert.is(response.status, 404);
      const { error } = await readJson(response);
      assert.is(error.type, 'invalid_request_error');
      assert.is(error.message, `Unknown request URL: ${method} ${path}.`);
    }),
  );
}

const chatPath = '/v1/chat/completions';
const messages = [{ role: 'user', content: 'a' }];

for (const [title, path, body, param, text] of [
  ['cut JSON', chatPath, '{"model":', null, 'at character 10'],
  ['no JSON object', chatPath, '[]', null, 'the body'],
  ['an empty body', chatPath, '', null, 'invalid JSON'],
  ['no model', chatPath, { messages }, 'model', 'Missing required parameter'],
  ['no messages', chatPath, { model: 'm' }, 'messages', 'Missing required parameter'],
  ['a message without role', chatPath, { model: 'm', messages: [{}] }, 'messages[0]', 'role'],
  ['several choices', chatPath, { model: 'm', messages, n: 2 }, 'n', 'Invalid value'],
  ['max_tokens of 0', chatPath, { model: 'm', messages, max_tokens: 0 }, 'max_tokens', '1'],
  ['no prompt', '/completions', { model: 'm' }, 'prompt', 'Missing required parameter'],
  ['no input', '/embeddings', { model: 'm' }, 'input', 'Missing required parameter'],
  ['an empty input', '/embeddings', { model: 'm', input: [] }, 'input', 'Invalid'],
] as const) {
  Server(`answers 400 to ${title}`, () =>
    withSimulator({}, async ({ post }) => {
      const response = await post(path, body);
      assert.is(response.status, 400);
      const { error } = await readJson(response);
      assert.is(error.type, 'invalid_request_error');
      assert.is(error.param, param);
      assert.match(error.message, text);
    }),
  );
}

Server('answers 413 to more than 64 MiB and keeps serving', () =>
  withSimulator({}, async ({ post }) => {
    const response = await post(chatPath, ' '.repeat(64 * 2 ** 20 + 1));
    assert.is(response.status, 413);
    assert.is((await readJson(response)).error.code, 'request_too_large');
    assert.is((await post(chatPath, chat('a'))).status, 200);
  }),
);

Server('says that a port is taken', async () => {
  const first = await startSimulator(settings);
  try {
    await startSimulator(settings, { port: Number(new URL(first.url).port) });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, UsageError);
    assert.match(String(error), 'cannot listen on 127.0.0.1:');
  } finally {
    await first.close();
  }
});

Server('closes at once although requests hang, and may be closed twice', async () => {
  const simulator = await startSimulator(simulatorSchema.parse({ faults: { hang: 1 } }));
  const body = JSON.stringify(chat('a'));
  const answer = fetch(`${simulator.url}${chatPath}`, { method: 'POST', body }).catch(
    () => 'ended',
  );
  await until(() => simulator.stats().inFlight === 1);
  await simulator.close();
  await simulator.close();
  assert.is(await answer, 'ended');
  await until(() => simulator.stats().inFlight === 0);
});

Server.run();
