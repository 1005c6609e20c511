import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';
import { assertWithin, eventsOf, pathsOf } from './shapes.ts';
import { chat, type Input, readJson, withSimulator } from './with-simulator.ts';

const Shapes = suite('shapes of OpenAI');

const file = new URL('../../../shared/recordings/openai.jsonl', import.meta.url);

interface Recording {
  headers: Record<string, string>;
  body: string;
}

function findRecording(id: string): Recording | undefined {
  if (!needs('recordings of OpenAI', existsSync(file))) return undefined;
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((text) => text.includes(`"${id}"`));
  const { response_headers: headers, response_body: body } = JSON.parse(line ?? '');
  return { headers, body };
}

async function ask(input: Input, body: object): Promise<Response> {
  let response = Response.error();
  await withSimulator(input, async ({ post }) => {
    const answer = await post('/v1/chat/completions', body);
    response = new Response(await answer.text(), answer);
  });
  return response;
}

Shapes('are those of a recorded chat completion', async () => {
  const recording = findRecording('29643ae6a9ee');
  if (!recording) return;
  const response = await ask({ limits: { requests_per_minute: 10_000 } }, chat('a'));
  assertWithin(await readJson(response), JSON.parse(recording.body));
  const limits = ['limit', 'remaining', 'reset'].map((name) => `x-ratelimit-${name}-requests`);
  for (const name of limits) assert.is(response.headers.get(name), recording.headers[name], name);
});

Shapes('are those of a recorded stream', async () => {
  const recording = findRecording('704c8fa2aebc');
  if (!recording) return;
  const options = { stream: true, stream_options: { include_usage: true } };
  const events = eventsOf(await (await ask({}, chat('a', options))).text());
  assertWithin(events, eventsOf(recording.body));
});

Shapes('are those of a recorded 429', async () => {
  const recording = findRecording('b8d4a0e6b822');
  if (!recording) return;
  const response = await ask({ faults: { '429': 1, retry_after: '174ms' } }, chat('a'));
  const body = await readJson(response);
  const theirs = JSON.parse(recording.body);
  assert.equal(pathsOf(body), pathsOf(theirs));
  assert.is(body.error.code, theirs.error.code);
  for (const name of ['retry-after', 'retry-after-ms']) {
    assert.is(response.headers.get(name), recording.headers[name], name);
  }
});

for (const [id, status, body] of [
  ['d19728864755', 400, { model: 'm' }],
  ['935a4b836dad', 404, undefined],
] as const) {
  Shapes(`are those of a recorded ${status}`, async () => {
    const recording = findRecording(id);
    if (!recording) return;
    await withSimulator({}, async ({ post }) => {
      const response = await post(body ? '/v1/chat/completions' : '/v1/none', body ?? {});
      assert.is(response.status, status);
      const ours = await readJson(response);
      const theirs = JSON.parse(recording.body);
      assert.equal(pathsOf(ours).sort(), pathsOf(theirs).sort());
      assert.is(ours.error.type, theirs.error.type);
    });
  });
}

Shapes.run();
