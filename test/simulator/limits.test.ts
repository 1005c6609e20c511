import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLimits } from '../../lib/simulator/limits.ts';
import { simulatorSchema } from '../../lib/simulator/settings.ts';
import { chat, type Input, readJson, until, withSimulator } from './with-simulator.ts';

const Limits = suite('simulated limits');

const path = '/v1/chat/completions';
const limitsOf = (limits: Input['limits']) => createLimits(simulatorSchema.parse({ limits }));

Limits('admit everything and say nothing where none is set', () => {
  const judge = limitsOf({});
  for (let index = 0; index < 1_000; index++) assert.equal(judge(0, index), { headers: {} });
});

Limits('admit one period at once, then as the bucket fills', () => {
  const judge = limitsOf({ requests_per_second: 10 });
  const admitted = (nowMs: number) => judge(nowMs, 0).refusal === undefined;
  for (let index = 0; index < 10; index++) assert.ok(admitted(0));
  assert.not(admitted(0));
  assert.not(admitted(99));
  assert.ok(admitted(100));
  assert.not(admitted(101));
  for (let index = 0; index < 10; index++) assert.ok(admitted(60_000));
  assert.not(admitted(60_000));
});

Limits('hold at least one request', () => {
  const judge = limitsOf({ requests_per_second: 0.5 });
  assert.is(judge(0, 0).refusal, undefined);
  const { refusal, headers } = judge(500, 0);
  assert.match(refusal ?? '', 'requests per sec (RPS): Limit 0.5. Please try again in 1.5s');
  assert.is(headers['retry-after-ms'], '1500');
  assert.is(judge(2_000, 0).refusal, undefined);
});

Limits('ask for the longest wait and show the tightest bucket', () => {
  const judge = limitsOf({ requests_per_second: 5, requests_per_minute: 2 });
  assert.is(judge(0, 0).headers['x-ratelimit-remaining-requests'], '1');
  assert.is(judge(0, 0).headers['x-ratelimit-remaining-requests'], '0');
  const { headers } = judge(10_000, 0);
  assert.equal(headers, {
    'x-ratelimit-limit-requests': '2',
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': '50s',
    'retry-after': '20',
    'retry-after-ms': '20000',
  });
});

Limits('take nothing for what they refuse', () => {
  const judge = limitsOf({ requests_per_second: 1, concurrency: 1 });
  assert.ok(judge(0, 1).refusal);
  assert.is(judge(0, 0).refusal, undefined);
});

Limits('answer 429 with the headers of OpenAI', () =>
  withSimulator({ limits: { requests_per_minute: 3 } }, async ({ post, stats }) => {
    const responses: Response[] = [];
    for (const text of ['a', 'b', 'c', 'd']) responses.push(await post(path, chat(text)));
    const header = (name: string) => responses.map(({ headers }) => headers.get(name));
    assert.equal(
      responses.map(({ status }) => status),
      [200, 200, 200, 429],
    );
    assert.equal(header('x-ratelimit-limit-requests'), ['3', '3', '3', '3']);
    assert.equal(header('x-ratelimit-remaining-requests'), ['2', '1', '0', '0']);
    assert.match(header('x-ratelimit-reset-requests')[0] ?? '', /^20s$/);
    const [retryAfter, retryAfterMs] = [
      header('retry-after')[3],
      Number(header('retry-after-ms')[3]),
    ];
    assert.ok(retryAfterMs > 0 && retryAfterMs <= 20_000);
    assert.is(retryAfter, String(Math.ceil(retryAfterMs / 1_000)));
    const { error } = await readJson(responses[3] ?? Response.error());
    assert.is(error.code, 'rate_limit_exceeded');
    assert.is(error.type, 'requests');
    assert.equal(stats().rateLimited, { byLimit: 1, byFault: 0 });
    assert.is(stats().granted, 3);
  }),
);

Limits('refuse what exceeds the concurrency until a place is free', () =>
  withSimulator({ limits: { concurrency: 2 }, faults: { hang: 1 } }, async ({ post, stats }) => {
    const controller = new AbortController();
    const hanging = ['a', 'b'].map((text) =>
      post(path, chat(text), controller.signal).catch(() => 0),
    );
    await until(() => stats().inFlight === 2);
    const refused = await post(path, chat('c'));
    assert.is(refused.status, 429);
    assert.match((await readJson(refused)).error.message, 'concurrent requests: Limit 2');
    controller.abort();
    await Promise.all(hanging);
    await until(() => stats().inFlight === 0);
    assert.is(stats().peakInFlight, 2);
    const next = new AbortController();
    const admitted = post(path, chat('d'), next.signal).catch(() => 0);
    await until(() => stats().inFlight === 1);
    next.abort();
    await admitted;
  }),
);

Limits('free the place of an answer before the client has it', () =>
  withSimulator({ limits: { concurrency: 1 } }, async ({ post }) => {
    for (let index = 0; index < 200; index++) {
      const response = await post(path, chat(`${index}`, { stream: index % 2 === 0 }));
      assert.is(response.status, 200);
      await response.text();
    }
  }),
);

Limits.run();
