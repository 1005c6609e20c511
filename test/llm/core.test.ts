import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CallCore, type CoreOptions, createCallCore } from '../../lib/llm/core.ts';
import type { Deployment } from '../../lib/llm/deployment.ts';
import type { AnswerPolicy } from '../../lib/llm/handler.ts';
import type { Models } from '../../lib/llm/load-models.ts';
import type { AttemptEvent } from '../../lib/llm/meter-attempt.ts';
import { createMetrics, type Metrics } from '../../lib/metrics.ts';
import { noRules } from '../../lib/providers/write-request.ts';
import {
  context,
  deployment,
  modelsOf,
  readChunks,
  request,
  upstreamErrorOf,
} from '../support/calls.ts';
import { valuesOf } from '../support/metric-values.ts';
import {
  type Answer,
  chat,
  delta,
  hang,
  refusal,
  type Seen,
  stream,
  streamOf,
  withUpstream,
} from '../support/upstream.ts';

const Core = suite('call core');

interface Running extends CallCore {
  metrics: Metrics;
  seen: readonly Seen[];
}

interface Setup extends Partial<Pick<CoreOptions, 'onAttempt' | 'onBody' | 'onWarning'>> {
  /** The first one is that of the model `m`. */
  deployments?: Partial<Deployment>[];
  models?: Partial<Models>;
}

const withCore = (
  answers: readonly Answer[],
  { deployments = [{}], models, ...more }: Setup,
  use: (running: Running) => Promise<void>,
): Promise<void> =>
  withUpstream(answers, async ({ url, seen }) => {
    const metrics = createMetrics();
    const all = modelsOf(...deployments.map((each) => deployment({ baseUrl: url, ...each })));
    const core = createCallCore({
      models: { ...all, ...models },
      metrics,
      pipeline: 'pipe',
      env: {},
      ...more,
    });
    try {
      await use({ ...core, metrics, seen });
    } finally {
      await core.close();
    }
  });

const upstreamModels = (seen: readonly Seen[]) => seen.map(({ body }) => body['model']);

Core('sets the series of every model to 0 at the start', () =>
  withCore([hang], {}, async ({ metrics }) => {
    const text = await metrics.registry.metrics();
    const series = 'llm_pipe_requests_total{provider="openai_compatible",model="m",status="429"} 0';
    assert.match(text, series);
    assert.match(text, 'llm_pipe_deployment_up{model="m",deployment="m@openai_compatible"} 1');
  }),
);

Core('leaves out what a provider cannot take where it may, and tells it once', () => {
  const warnings: string[] = [];
  const rules = { ...noRules, dropUnsupported: true };
  const provider = 'zai';
  const setup = {
    deployments: [{ provider, rules }],
    onWarning: (text: string) => warnings.push(text),
  };
  return withCore([chat('Hi')], setup, async ({ call, seen }) => {
    for (let turn = 0; turn < 2; turn += 1) {
      const { body } = request();
      await call(request({ body: { ...body, logprobs: true, seed: null } }), context());
    }
    assert.equal(
      seen.map(({ body }) => [body['logprobs'], body['seed']]),
      [
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
    assert.equal(warnings, [
      'm@openai_compatible: "logprobs" is left out, as zai does not support it',
    ]);
  });
});

Core('fails a request with what its provider cannot take, before anything is sent', () =>
  withCore(
    [chat('Hi')],
    { deployments: [{ provider: 'zai' }] },
    async ({ call, seen, metrics }) => {
      const { body } = request();
      const asked = request({ body: { ...body, logprobs: true } });
      const given = context();
      const error = await upstreamErrorOf(call(asked, given));
      assert.equal([error.kind, error.code], ['bad_request', 'unsupported_parameter']);
      assert.equal([given.trace.attempts, valuesOf(metrics.requests)], [0, {}]);
      assert.match(error.message, 'zai: "logprobs": only false is supported; `drop_params: true`');
      assert.is(seen.length, 0);
    },
  ),
);

Core('shows a body as its provider gets it', async () => {
  const bodies: string[] = [];
  const setup = {
    deployments: [{ provider: 'anthropic', maxOutputTokens: 9 }],
    onBody: (text: string) => bodies.push(text),
  };
  await withCore([refusal(400)], setup, async ({ call }) => {
    await upstreamErrorOf(call(request(), context()));
  });
  const content = [{ type: 'text', text: 'Hello' }];
  assert.equal(bodies, [
    `stage: request ${JSON.stringify({
      model: 'upstream-m',
      max_tokens: 9,
      messages: [{ role: 'user', content }],
    })}`,
  ]);
});

Core('waits out a limit and shows the deployment as up again', () =>
  withCore(
    [refusal(429, null, { 'retry-after-ms': '5' }), chat('Hi')],
    {},
    async ({ call, metrics }) => {
      const given = context();
      const reply = await call(request(), given);
      assert.is((await reply.done).usage?.completionTokens, 3);
      assert.is(given.trace.attempts, 2);
      assert.equal(valuesOf(metrics.requests), {
        'openai_compatible m 200': 1,
        'openai_compatible m 429': 1,
      });
      assert.equal(valuesOf(metrics.retries), { 'openai_compatible m rate_limited': 1 });
      assert.equal(valuesOf(metrics.deploymentUp), { 'm m@openai_compatible': 1 });
    },
  ),
);

Core('tries a stream again that breaks before its first output', () =>
  withCore(
    [refusal(429, null, { 'retry-after-ms': '1' }), stream(streamOf('Hi'))],
    {},
    async ({ call, seen }) => {
      const reply = await call(request({ stream: true }), context());
      assert.is((await readChunks(reply)).length, streamOf('Hi').length);
      assert.is(seen.length, 2);
    },
  ),
);

Core('never tries a stream again after its first output', () =>
  withCore([stream([delta('Hi')], 'reset')], {}, async ({ call, seen, metrics }) => {
    const reply = await call(request({ stream: true }), context());
    assert.is((await upstreamErrorOf(readChunks(reply))).kind, 'network');
    assert.is(seen.length, 1);
    assert.equal(valuesOf(metrics.retries), {});
  }),
);

Core('bounds the retries as configured', () =>
  withCore([refusal(500)], { models: { retries: 0 } }, async ({ call, seen }) => {
    assert.is((await upstreamErrorOf(call(request(), context()))).kind, 'server_error');
    assert.is(seen.length, 1);
  }),
);

Core("counts an attempt that ran into the deployment's timeout as such", () =>
  withCore(
    [hang],
    { deployments: [{ timeoutMs: 20 }], models: { retries: 0 } },
    async ({ call, metrics }) => {
      assert.is((await upstreamErrorOf(call(request(), context()))).kind, 'timeout');
      assert.equal(valuesOf(metrics.requests), { 'openai_compatible m timeout': 1 });
    },
  ),
);

Core('moves to another deployment of the model when an account is refused', () =>
  withCore(
    [refusal(401), chat('Hi'), refusal(402)],
    { deployments: [{ id: 'one' }, { id: 'two' }] },
    async ({ call, metrics, seen }) => {
      await call(request(), context());
      assert.is(seen.length, 2);
      assert.is(Object.keys(valuesOf(metrics.deploymentUp)).length, 1);
      const error = await upstreamErrorOf(call(request(), context()));
      assert.equal([error.code, seen.length], ['no_deployment', 3]);
      assert.equal(valuesOf(metrics.deploymentUp), {});
    },
  ),
);

const two = [{}, { id: 'n@x', model: 'n', upstreamModel: 'upstream-n' }];

Core('falls back to the configured model when the first cannot answer', () =>
  withCore(
    [refusal(400, 'context_length_exceeded'), chat('Hi')],
    { deployments: two, models: { fallbacksOf: () => ['n'] } },
    async ({ call, seen, metrics }) => {
      const reply = await call(request(), context());
      assert.is(reply.source.model, 'n');
      assert.equal(upstreamModels(seen), ['upstream-m', 'upstream-n']);
      assert.equal(valuesOf(metrics.fallbacks), { 'm n context_length': 1 });
    },
  ),
);

Core('falls back after an answer that stays empty', () =>
  withCore([chat(''), chat(''), chat('Hi')], { deployments: two }, async ({ call, seen }) => {
    const policy: AnswerPolicy = {
      validate: () => undefined,
      reasks: 0,
      onEmpty: 'fail',
      onTruncated: 'fail',
    };
    const keys: string[] = [];
    const given = context({
      policy,
      fallbacks: ['n'],
      once: (key, ask) => {
        keys.push(key);
        return ask();
      },
    });
    assert.is((await call(request(), given)).source.model, 'n');
    assert.equal(upstreamModels(seen), ['upstream-m', 'upstream-m', 'upstream-n']);
    assert.equal(keys, ['m/0', 'm/1', 'n/0']);
    assert.equal([given.trace.attempts, given.trace.usage?.promptTokens], [3, 21]);
  }),
);

Core("shows the model the validator's words when it asks again", () =>
  withCore([chat('bad'), chat('good')], {}, async ({ call, seen }) => {
    const policy: AnswerPolicy = {
      validate: (text) =>
        text === 'good' ? undefined : { kind: 'schema_mismatch', message: 'expected good' },
      reasks: 1,
      onEmpty: 'fail',
      onTruncated: 'fail',
    };
    await call(request(), context({ policy }));
    const asked = JSON.stringify(seen[1]?.body['messages']);
    assert.match(asked, '{"role":"assistant","content":"bad"}');
    assert.match(asked, 'Your answer was not accepted: expected good.');
  }),
);

Core("keeps a deployment's limit of concurrency", () => {
  let inside = 0;
  let most = 0;
  const isFull = Promise.withResolvers<void>();
  const slow: Answer = async (response, seen) => {
    inside += 1;
    most = Math.max(most, inside);
    if (inside === 3) isFull.resolve();
    await isFull.promise;
    await new Promise(setImmediate);
    inside -= 1;
    return chat('Hi')(response, seen);
  };
  return withCore([slow], { deployments: [{ maxConcurrent: 3 }] }, async ({ call, metrics }) => {
    const calls = Array.from({ length: 20 }, () => call(request(), context()));
    assert.equal(valuesOf(metrics.limiterQueued), { 'openai_compatible m': 17 });
    await Promise.all(calls);
    assert.is(most, 3);
    assert.equal(valuesOf(metrics.limiterQueued), {});
    assert.equal(valuesOf(metrics.requestsInFlight), {});
  });
});

// Beyond 200 a second permits come by leases of several. 202 are beyond it, 98 % of them are not.
Core("uses 98 % of a provider's limit of requests", async () => {
  let sent = 0;
  const first = Promise.withResolvers<void>();
  const setup: Setup = {
    deployments: [{ requestsPerMinute: 202 * 60 }],
    onBody: (text) => {
      if (text.startsWith('stage: request')) sent += 1;
      first.resolve();
    },
  };
  await withCore([chat('Hi')], setup, async ({ call }) => {
    const calls = Array.from({ length: 5 }, () => call(request(), context()));
    await first.promise;
    for (let turn = 0; turn < 20; turn += 1) await undefined;
    assert.is(sent, 1);
    await Promise.all(calls);
  });
});

Core('lets a call leave the queue of a limit, without a trace', () =>
  withCore([hang], { deployments: [{ maxConcurrent: 1 }] }, async ({ call, metrics, seen }) => {
    const [first, second] = [new AbortController(), new AbortController()];
    const running = call(request(), context({ signal: first.signal }));
    const queued = call(request(), context({ signal: second.signal }));
    assert.equal(valuesOf(metrics.limiterQueued), { 'openai_compatible m': 1 });
    second.abort();
    assert.is((await upstreamErrorOf(queued)).kind, 'aborted');
    assert.equal(valuesOf(metrics.limiterQueued), {});
    while (seen.length === 0) await new Promise(setImmediate);
    first.abort();
    assert.is((await upstreamErrorOf(running)).kind, 'aborted');
    assert.equal(valuesOf(metrics.requests), { 'openai_compatible m aborted': 1 });
    assert.equal(valuesOf(metrics.requestsInFlight), {});
  }),
);

Core('tells of each attempt, and shows bodies to those who ask', async () => {
  const events: AttemptEvent[] = [];
  const bodies: string[] = [];
  const setup: Setup = {
    onAttempt: (event) => events.push(event),
    onBody: (text) => bodies.push(text),
  };
  const answers = [refusal(429, null, { 'retry-after-ms': '1' }), chat('Hi')];
  await withCore(answers, setup, async ({ call }) => {
    await call(request(), context());
  });
  assert.equal(
    events.map(({ status, kind }) => [status, kind]),
    [
      ['429', 'rate_limited'],
      ['200', undefined],
    ],
  );
  assert.is(bodies.length, 3);
});

Core.run();
