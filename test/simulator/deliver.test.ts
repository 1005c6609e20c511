import { connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chat, readJson, until, withSimulator } from './with-simulator.ts';

const Deliver = suite('simulated faults and latency');

const path = '/v1/chat/completions';
/** What arrives of a body, and what ends it early. */
async function readBytes(response: Response): Promise<{ bytes: Buffer; error: unknown }> {
  const parts: Buffer[] = [];
  let error: unknown;
  try {
    for await (const part of response.body ?? []) parts.push(Buffer.from(part));
  } catch (thrown) {
    error = thrown;
  }
  return { bytes: Buffer.concat(parts), error };
}

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

const limits = { requests_per_minute: 1_000, tokens_per_minute: 100_000 };

Deliver('429_bare says nothing about limits', () =>
  withSimulator({ faults: { '429_bare': 1 }, limits }, async ({ post, stats }) => {
    const response = await post(path, chat('a'));
    assert.is(response.status, 429);
    assert.not([...response.headers.keys()].some((name) => /ratelimit|retry/.test(name)));
    assert.is((await readJson(response)).error.code, 'rate_limit_exceeded');
    assert.equal(stats().rateLimited, { byLimit: 0, byFault: 1 });
  }),
);

Deliver('429_date asks to wait until a date', () =>
  withSimulator({ faults: { '429_date': 1, retry_after: '90s' }, limits }, async ({ post }) => {
    const before = Date.now();
    const { status, headers } = await post(path, chat('a'));
    const date = headers.get('retry-after') ?? '';
    assert.is(status, 429);
    assert.is(new Date(date).toUTCString(), date);
    assert.ok(Date.parse(date) >= before + 90_000);
    assert.ok(Date.parse(date) < Date.now() + 91_000);
    assert.is(headers.get('retry-after-ms'), null);
    assert.is(headers.get('x-ratelimit-limit-requests'), '1000');
  }),
);

Deliver('quota says that the account is empty', () =>
  withSimulator({ faults: { quota: 1 } }, async ({ post, stats }) => {
    const response = await post(path, chat('a'));
    assert.is(response.status, 429);
    assert.is(response.headers.get('retry-after'), null);
    assert.is((await readJson(response)).error.code, 'insufficient_quota');
    assert.is(stats().rateLimited.byFault, 1);
  }),
);

for (const [fault, type] of [
  ['401', 'invalid_request_error'],
  ['502', 'server_error'],
  ['503', 'server_error'],
  ['529', 'overloaded_error'],
] as const) {
  Deliver(`${fault} has its status and an error of JSON`, () =>
    withSimulator({ faults: { [fault]: 1 } }, async ({ post, stats }) => {
      const response = await post(path, chat('a'));
      assert.is(response.status, Number(fault));
      assert.is((await readJson(response)).error.type, type);
      assert.equal(stats().answers, { [fault]: 1 });
    }),
  );
}

for (const [fault, status] of [
  ['html', 502],
  ['html_200', 200],
] as const) {
  Deliver(`${fault} is a page with status ${status}`, () =>
    withSimulator({ faults: { [fault]: 1 } }, async ({ post, stats }) => {
      const response = await post(path, chat('a', { stream: true }));
      assert.is(response.status, status);
      assert.match(response.headers.get('content-type') ?? '', 'text/html');
      assert.match(await response.text(), /^<!DOCTYPE html>/);
      assert.equal(stats().answers, { [status]: 1 });
      assert.is(stats().granted, 0);
    }),
  );
}

Deliver('error_frame is an error in an answer of status 200', () =>
  withSimulator({ faults: { error_frame: 1 } }, async ({ post, stats }) => {
    const response = await post(path, chat('a'));
    assert.is(response.status, 200);
    assert.is((await readJson(response)).error.type, 'server_error');
    assert.is(stats().granted, 0);
  }),
);

Deliver('error_frame ends a stream after its text', () =>
  withSimulator({ faults: { error_frame: 1 } }, async ({ post }) => {
    const stream = await (await post(path, chat('a text', { stream: true }))).text();
    const events = stream.trimEnd().split('\n\n');
    assert.match(stream, 'a text');
    assert.not.match(stream, '[DONE]');
    assert.not.match(stream, '"finish_reason":"');
    assert.match(events.at(-1) ?? '', /^data: {"error":/);
  }),
);

Deliver('cut ends the connection after half of the announced body', () =>
  withSimulator({ faults: { cut: 1 } }, async ({ post, stats }) => {
    const response = await post(path, chat('a'));
    assert.is(response.status, 200);
    const length = Number(response.headers.get('content-length'));
    const { bytes, error } = await readBytes(response);
    assert.is(bytes.length, Math.floor(length / 2));
    assert.ok(error);
    assert.equal(stats().answers, {});
    assert.is(stats().granted, 1);
    assert.is(stats().faults.cut, 1);
  }),
);

Deliver('cut ends the connection in the middle of the text of a stream', () =>
  withSimulator({ latency: '40ms', faults: { cut: 1 } }, async ({ post, stats }) => {
    const text = 'a text long enough for several events in one stream';
    const { bytes, error } = await readBytes(await post(path, chat(text, { stream: true })));
    assert.match(bytes.toString(), /^data: /);
    assert.not.match(bytes.toString(), '"finish_reason":"');
    assert.ok(error);
    assert.equal(stats().answers, {});
    assert.is(stats().aborted, 0);
  }),
);

for (const stream of [false, true]) {
  Deliver(`slow sends the same ${stream ? 'events' : 'JSON'} in many pieces`, () =>
    withSimulator({}, async (plain) => {
      const whole = await (await plain.post(path, chat('é', { stream }))).text();
      const faults = { slow: 1, slow_for: '40ms' };
      await withSimulator({ faults }, async ({ post, stats }) => {
        const response = await post(path, chat('é', { stream }));
        const parts: Buffer[] = [];
        for await (const part of response.body ?? []) parts.push(Buffer.from(part));
        assert.ok(parts.length > 1);
        assert.is(Buffer.concat(parts).toString(), whole);
        assert.equal(stats().answers, { '200': 1 });
      });
    }),
  );
}

Deliver('slow takes its time, and a client that leaves meanwhile is counted', () =>
  withSimulator({ faults: { slow: 1, slow_for: '1d' } }, async ({ post, stats }) => {
    const controller = new AbortController();
    const answer = post(path, chat('a'), { signal: controller.signal }).catch(({ name }) => name);
    await until(() => stats().granted === 1);
    controller.abort();
    assert.is(await answer, 'AbortError');
    await until(() => stats().inFlight === 0);
    assert.is(stats().aborted, 1);
    assert.equal(stats().answers, {});
  }),
);

Deliver('hang never answers and ends when the client goes away', () =>
  withSimulator({ faults: { hang: 1 } }, async ({ post, stats }) => {
    const controller = new AbortController();
    const answer = post(path, chat('a'), { signal: controller.signal }).catch(({ name }) => name);
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
    const answer = post(path, chat('a'), { signal: controller.signal }).catch(({ name }) => name);
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
    await post(path, chat('a', { stream: true }), { signal: controller.signal });
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
