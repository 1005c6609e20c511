import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Limits } from '../../lib/simulator/limits.ts';
import { simulatorSchema } from '../../lib/simulator/settings.ts';
import { chat, type Input, readJson, until, withSimulator } from './with-simulator.ts';

const LimitsTest = suite('simulated limits');

const path = '/v1/chat/completions';

/** Limits on a clock that the test sets. */
function limitsOf(limits: Input['limits']) {
  const judged = new Limits(simulatorSchema.parse({ limits }));
  const judge = (nowMs: number, inFlight = 0, tokens = 1) => judged.judge(nowMs, inFlight, tokens);
  const admits = (...request: Parameters<typeof judge>) => judge(...request).refusal === undefined;
  /** How many of 1,000 requests pass at once. */
  const countAdmitted = (nowMs: number): number =>
    Array.from({ length: 1_000 }, () => admits(nowMs)).filter(Boolean).length;
  return { judge, admits, countAdmitted };
}

LimitsTest('admit everything and say nothing where none is set', () => {
  const { judge } = limitsOf({});
  for (let index = 0; index < 1_000; index++) {
    const { refusal, headers } = judge(0, index, 1_000_000);
    assert.equal([refusal, headers], [undefined, {}]);
  }
});

LimitsTest('admit one period at once, then as the bucket fills', () => {
  const { admits, countAdmitted } = limitsOf({ requests_per_second: 10 });
  assert.is(countAdmitted(0), 10);
  assert.not(admits(99));
  assert.ok(admits(100));
  assert.not(admits(101));
});

LimitsTest('hold one period at most, however long nobody came', () => {
  const limits = limitsOf({ requests_per_second: 10 });
  assert.is(limits.countAdmitted(0), 10);
  assert.is(limits.countAdmitted(60_000), 10);
});

LimitsTest('hold at least one request', () => {
  const { judge } = limitsOf({ requests_per_second: 0.5 });
  assert.is(judge(0).refusal, undefined);
  const { refusal, headers } = judge(500);
  assert.match(refusal ?? '', 'requests per sec (RPS): Limit 0.5. Please try again in 1.5s');
  assert.is(headers['retry-after-ms'], '1500');
  assert.is(judge(2_000).refusal, undefined);
});

LimitsTest('ask for the longest wait and show the tightest bucket', () => {
  const { judge } = limitsOf({ requests_per_second: 5, requests_per_minute: 2 });
  assert.is(judge(0).headers['x-ratelimit-remaining-requests'], '1');
  assert.is(judge(0).headers['x-ratelimit-remaining-requests'], '0');
  assert.equal(judge(10_000).headers, {
    'x-ratelimit-limit-requests': '2',
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': '50s',
    'retry-after': '20',
    'retry-after-ms': '20000',
  });
});

LimitsTest('take nothing for what they refuse', () => {
  const { admits } = limitsOf({
    requests_per_second: 1,
    concurrency: 1,
    tokens_per_minute: 60,
  });
  assert.not(admits(0, 1));
  assert.not(admits(0, 0, 61));
  assert.ok(admits(0, 0, 60));
});

LimitsTest('count anew in each window where windows are fixed', () => {
  const limits = limitsOf({ requests_per_second: 10, window: 'fixed' });
  assert.is(limits.countAdmitted(900), 10);
  const { refusal, headers } = limits.judge(950);
  assert.match(refusal ?? '', 'Please try again in 50ms');
  assert.is(headers['x-ratelimit-reset-requests'], '50ms');
  assert.is(limits.countAdmitted(999), 0);
  assert.is(limits.countAdmitted(1_000), 10);
  assert.is(limits.countAdmitted(5_500), 10);
});

LimitsTest('round a limit up that is not whole where windows are fixed', () => {
  const limits = limitsOf({ requests_per_second: 1.5, window: 'fixed' });
  assert.is(limits.countAdmitted(0), 2);
});

for (const window of ['bucket', 'fixed'] as const) {
  LimitsTest(`take the tokens that a request asks for (${window})`, () => {
    const { judge, admits } = limitsOf({ tokens_per_minute: 6_000, window });
    assert.is(judge(0, 0, 4_000).headers['x-ratelimit-remaining-tokens'], '2000');
    const { refusal, headers } = judge(0, 0, 3_000);
    const wait = window === 'bucket' ? '10s' : '1m0s';
    assert.match(
      refusal ?? '',
      `tokens per min (TPM): Limit 6000, Requested 3000. Please try again in ${wait}.`,
    );
    assert.is(JSON.parse(refusal ?? '').error.type, 'tokens');
    assert.is(headers['x-ratelimit-limit-tokens'], '6000');
    assert.ok(admits(0, 0, 2_000));
    assert.not(admits(0, 0, 1));
  });

  LimitsTest(`give back what was not used (${window})`, () => {
    const { judge, admits } = limitsOf({ tokens_per_minute: 1_000, window });
    const { settle } = judge(0, 0, 1_000);
    assert.not(admits(0, 0, 100));
    settle(0, 300);
    assert.not(admits(0, 0, 701));
    assert.ok(admits(0, 0, 700));
    assert.not(admits(0, 0, 1));
  });

  LimitsTest(`charge what was used beyond the request (${window})`, () => {
    const { judge, admits } = limitsOf({ tokens_per_minute: 1_000, window });
    judge(0, 0, 100).settle(0, 1_500);
    assert.not(admits(0, 0, 1));
    assert.is(judge(0, 0, 1).headers['x-ratelimit-remaining-tokens'], '0');
  });

  LimitsTest(`refuse for good what is larger than the whole limit (${window})`, () => {
    const { judge } = limitsOf({ tokens_per_minute: 1_000, window });
    const { refusal, headers } = judge(0, 0, 1_001);
    const { error } = JSON.parse(refusal ?? '');
    assert.is(
      error.message,
      'Request too large on tokens per min (TPM): Limit 1000, Requested 1001.',
    );
    assert.is(error.code, 'rate_limit_exceeded');
    assert.is(headers['retry-after'], undefined);
    assert.is(headers['x-ratelimit-remaining-tokens'], '1000');
  });

  LimitsTest(`let nothing pass at 0 and tell no time to wait (${window})`, () => {
    const { judge, admits } = limitsOf({
      requests_per_minute: 0,
      window,
      changes: [{ at: '2m', requests_per_minute: 60 }],
    });
    const { refusal, headers } = judge(0);
    assert.match(refusal ?? '', 'Rate limit reached');
    assert.not.match(refusal ?? '', 'try again');
    assert.is(headers['retry-after'], undefined);
    assert.is(headers['x-ratelimit-limit-requests'], '0');
    const reset = window === 'bucket' ? '0s' : '1m0s';
    assert.is(headers['x-ratelimit-reset-requests'], reset);
    assert.not(admits(119_999));
    assert.is(admits(120_000), window === 'fixed');
    assert.ok(admits(121_000));
  });
}

LimitsTest('let tokens come back only to the window that they were taken from', () => {
  const { judge, admits } = limitsOf({ tokens_per_minute: 1_000, window: 'fixed' });
  const early = judge(59_000, 0, 900);
  assert.ok(admits(60_000, 0, 800));
  early.settle(61_000, 100);
  assert.not(admits(61_000, 0, 201));
  assert.ok(admits(61_000, 0, 200));
});

LimitsTest('pay a debt of tokens by time', () => {
  const { judge, admits } = limitsOf({ tokens_per_minute: 60_000 });
  judge(0, 0, 60_000).settle(0, 70_000);
  assert.not(admits(10_000, 0, 1));
  assert.ok(admits(10_001, 0, 1));
});

LimitsTest('change at their time, whenever the next request comes', () => {
  const changes = [
    { at: '20s', requests_per_second: 5 },
    { at: '10s', requests_per_second: 20 },
  ];
  const early = limitsOf({ requests_per_second: 10, changes });
  assert.is(early.countAdmitted(0), 10);
  assert.is(early.countAdmitted(9_999), 10);
  assert.is(early.countAdmitted(12_000), 20);
  assert.is(early.countAdmitted(30_000), 5);
  const late = limitsOf({ requests_per_second: 10, changes });
  assert.is(late.countAdmitted(30_000), 5);
});

LimitsTest('fill at the old rate up to a change and at the new one from then on', () => {
  const limits = limitsOf({
    requests_per_minute: 60,
    changes: [{ at: '10s', requests_per_minute: 600 }],
  });
  assert.is(limits.countAdmitted(0), 60);
  assert.is(limits.countAdmitted(11_000), 10 + 10);
});

LimitsTest('keep what a change does not name, and begin with what is new', () => {
  const limits = limitsOf({
    requests_per_second: 5,
    changes: [
      { at: '1m', concurrency: 2 },
      { at: '2m', tokens_per_minute: 3 },
    ],
  });
  assert.ok(limits.admits(59_000, 2));
  assert.not(limits.admits(60_000, 2));
  assert.is(limits.countAdmitted(61_000), 5);
  assert.is(limits.countAdmitted(120_000), 3);
  assert.not(limits.admits(180_000, 2));
  assert.ok(limits.admits(180_000, 1));
});

LimitsTest('let nothing pass at a concurrency of 0', () => {
  const { admits } = limitsOf({ concurrency: 0, changes: [{ at: '1s', concurrency: 1 }] });
  assert.not(admits(0, 0));
  assert.ok(admits(1_000, 0));
});

LimitsTest('answer 429 with the headers of OpenAI', () =>
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

LimitsTest('take prompt and max_tokens of a request and keep what its answer used', () =>
  withSimulator({ limits: { tokens_per_minute: 10_000 } }, async ({ post, stats }) => {
    const remaining = async (body: object, route = path): Promise<number> => {
      const response = await post(route, body);
      await response.text();
      return Number(response.headers.get('x-ratelimit-remaining-tokens'));
    };
    const prompt = Math.ceil(JSON.stringify(chat('a').messages).length / 4);
    assert.is(await remaining(chat('a', { max_tokens: 1_000 })), 9_000 - prompt);
    const { promptTokens, completionTokens } = stats();
    const left = 10_000 - promptTokens - completionTokens;
    const more = await remaining(chat('a', { max_completion_tokens: 2_000 }));
    assert.ok(more >= left - prompt - 2_000 && more < left - prompt - 1_900, `${more}`);
    const twice = { model: 'm', prompt: ['ab', 'ab'], max_tokens: 1_000 };
    assert.ok((await remaining(twice, '/completions')) < more);
    assert.is((await post(path, chat('a', { max_tokens: 10_000 }))).status, 429);
  }),
);

for (const fault of ['500', '429', 'html_200', 'error_frame'] as const) {
  LimitsTest(`give all tokens back after the fault ${fault}`, () => {
    const limits = { tokens_per_minute: 1_000 };
    return withSimulator({ limits, faults: { [fault]: 1 } }, async ({ post, stats }) => {
      for (const text of ['a', 'b', 'c']) await post(path, chat(text, { max_tokens: 900 }));
      assert.equal(stats().rateLimited.byLimit, 0);
      assert.is(stats().granted, 0);
    });
  });
}

LimitsTest('refuse what exceeds the concurrency until a place is free', () =>
  withSimulator({ limits: { concurrency: 2 }, faults: { hang: 1 } }, async ({ post, stats }) => {
    const controller = new AbortController();
    const hanging = ['a', 'b'].map((text) =>
      post(path, chat(text), { signal: controller.signal }).catch(() => 0),
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
    const admitted = post(path, chat('d'), { signal: next.signal }).catch(() => 0);
    await until(() => stats().inFlight === 1);
    next.abort();
    await admitted;
  }),
);

LimitsTest('free the place of an answer before the client has it', () =>
  withSimulator({ limits: { concurrency: 1 } }, async ({ post }) => {
    for (let index = 0; index < 200; index++) {
      const response = await post(path, chat(`${index}`, { stream: index % 2 === 0 }));
      assert.is(response.status, 200);
      await response.text();
    }
  }),
);

LimitsTest.run();
