import { connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chat, readJson, until, withSimulator } from './with-simulator.ts';

const Deliver = suite('simulated faults and latency');

const path = '/v1/chat/completions';
const causeOf = (error: Error): unknown => error.cause;

Deliver('429 asks to wait as long as the settings say', () =>
  withSimulator({ faults: { '429': 1, retry_after: '1500ms' } }, async ({ post, stats }) => {
    const response = await post(path, chat('a'));
    assert.is(response.status, 429);
    assert.is(response.headers.get('retry-after'), '2');
    assert.is(response.headers.get('retry-after-ms'), '1500');
    assert.is((await readJson(response)).error.code, 'rate_limit_exceeded');
    assert.equal(stats().rateLimited, { byLimit: 0, byFault: 1 });
  }),
);

Deliver('500 has the shape of a server error', () =>
  withSimulator({ faults: { '500': 1 } }, async ({ post }) => {
    const response = await post(path, chat('a'));
    assert.is(response.status, 500);
    assert.is((await readJson(response)).error.type, 'server_error');
  }),
);

Deliver('hang never answers and ends when the client goes away', () =>
  withSimulator({ faults: { hang: 1 } }, async ({ post, stats }) => {
    const controller = new AbortController();
    const answer = post(path, chat('a'), controller.signal).catch(({ name }) => name);
    await until(() => stats().inFlight === 1);
    controller.abort();
    assert.is(await answer, 'AbortError');
    await until(() => stats().inFlight === 0);
    assert.is(stats().aborted, 1);
    assert.equal(stats().answers, {});
  }),
);

Deliver('reset breaks the connection', () =>
  withSimulator({ faults: { reset: 1 } }, async ({ post, stats }) => {
    const cause = await post(path, chat('a')).then(() => undefined, causeOf);
    assert.ok(cause instanceof Error && 'code' in cause);
    assert.is(cause.code, 'ECONNRESET');
    assert.is(stats().aborted, 0);
    assert.is(stats().faults.reset, 1);
  }),
);

Deliver('empty answers without text', () =>
  withSimulator({ faults: { empty: 1 } }, async ({ post }) => {
    const { choices, usage } = await readJson(await post(path, chat('a')));
    assert.is(choices[0].message.content, '');
    assert.is(choices[0].finish_reason, 'stop');
    assert.is(usage.completion_tokens, 0);
    const stream = await (await post(path, chat('a', { stream: true }))).text();
    assert.match(stream, '"finish_reason":"stop"');
    assert.match(stream, '[DONE]');
  }),
);

Deliver('truncated answers with half of the text', () =>
  withSimulator({ faults: { truncated: 1 } }, async ({ post }) => {
    const { choices } = await readJson(await post(path, chat('a')));
    assert.is(choices[0].message.content.length, 9);
    assert.is(choices[0].finish_reason, 'length');
  }),
);

Deliver('malformed is no JSON, though granted', () =>
  withSimulator({ faults: { malformed: 1 } }, async ({ post, stats }) => {
    const response = await post(path, chat('a'));
    assert.is(response.status, 200);
    const text = await response.text();
    assert.throws(
      () => JSON.parse(text),
      (error: unknown) => error instanceof SyntaxError,
    );
    assert.is(stats().granted, 1);
  }),
);

Deliver('malformed streams end after their text', () =>
  withSimulator({ faults: { malformed: 1 } }, async ({ post }) => {
    const stream = await (await post(path, chat('a text', { stream: true }))).text();
    assert.match(stream, 'a text');
    assert.not.match(stream, '[DONE]');
    assert.not.match(stream, '"finish_reason":"');
  }),
);

Deliver('an answer takes its latency', () =>
  withSimulator({ latency: '30ms' }, async ({ post }) => {
    const start = performance.now();
    await (await post(path, chat('a'))).text();
    assert.ok(performance.now() - start >= 29);
  }),
);

Deliver('a stream shows its text before its end', () =>
  withSimulator({ latency: '60ms' }, async ({ post }) => {
    const response = await post(path, chat('a text', { stream: true }));
    const parts: string[] = [];
    for await (const part of response.body ?? []) parts.push(Buffer.from(part).toString());
    assert.ok(parts.length >= 2);
    assert.match(parts[0] ?? '', 'a text');
    assert.not.match(parts[0] ?? '', '[DONE]');
  }),
);

Deliver('a client that leaves while it waits is counted and costs nothing', () =>
  withSimulator({ latency: '30d' }, async ({ post, stats }) => {
    const controller = new AbortController();
    const answer = post(path, chat('a'), controller.signal).catch(({ name }) => name);
    await until(() => stats().inFlight === 1);
    controller.abort();
    await answer;
    await until(() => stats().inFlight === 0);
    assert.is(stats().aborted, 1);
    assert.is(stats().granted, 0);
  }),
);

Deliver('a client that leaves in the middle of a stream is counted', () =>
  withSimulator({ latency: '400ms' }, async ({ post, stats }) => {
    const controller = new AbortController();
    await post(path, chat('a', { stream: true }), controller.signal);
    controller.abort();
    await until(() => stats().inFlight === 0);
    assert.is(stats().granted, 1);
    assert.is(stats().aborted, 1);
  }),
);

Deliver('a client that leaves in the middle of its request is counted', () =>
  withSimulator({}, async ({ url, stats }) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST /completions HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{');
    await until(() => stats().requests === 1);
    socket.destroy();
    await until(() => stats().aborted === 1);
    assert.is(stats().peakInFlight, 0);
  }),
);

Deliver.run();
