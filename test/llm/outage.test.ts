import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StopError } from '../../lib/errors.ts';
import { createCallCore } from '../../lib/llm/core.ts';
import {
  type CallContext,
  type CallTrace,
  newTrace,
  type Reply,
  type Request,
} from '../../lib/llm/handler.ts';
import type { Models } from '../../lib/llm/load-models.ts';
import type { OutageOptions } from '../../lib/llm/outage.ts';
import { createMetrics, type Metrics } from '../../lib/metrics.ts';
import { until } from '../simulator/with-simulator.ts';
import { withAbsentServer } from '../support/absent-server.ts';
import { context, deployment, modelsOf, request, upstreamErrorOf } from '../support/calls.ts';
import { valuesOf } from '../support/metric-values.ts';
import { type Answer, chat, refusal, reset, withUpstream } from '../support/upstream.ts';

const Outage = suite('outage');

const quick = { firstMs: 4, mostMs: 8 };

interface Running {
  call(more?: Partial<CallContext>, asked?: Request): Promise<Reply>;
  metrics: Metrics;
  /** What was told of outages. */
  told: string[];
}

interface Setup {
  /** The address of each model, the first of which is asked for. */
  models: Record<string, string>;
  fallbacks?: string[];
  outages?: Partial<OutageOptions>;
}

async function withCore(
  { models, fallbacks = [], outages }: Setup,
  use: (running: Running) => Promise<void>,
): Promise<void> {
  const metrics = createMetrics();
  const told: string[] = [];
  const all: Models = {
    ...modelsOf(
      ...Object.entries(models).map(([model, baseUrl]) =>
        deployment({ id: model, model, upstreamModel: model, baseUrl }),
      ),
    ),
    retries: 1,
  };
  const { call, close } = createCallCore({
    models: all,
    metrics,
    pipeline: 'pipe',
    env: {},
    outages: {
      maxMs: 60_000,
      pauses: quick,
      onDown: (outage) => told.push(`down: ${outage.models}: ${outage.reason}`),
      onUp: (outage) => told.push(`up: ${outage.models}`),
      ...outages,
    },
  });
  try {
    const given = (more?: Partial<CallContext>) => context({ fallbacks, ...more });
    await use({
      call: (more, asked = request()) => call(asked, given(more)),
      metrics,
      told,
    });
  } finally {
    await close();
  }
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** Answers so while it is broken, else well. */
function breakable(brokenAnswer: Answer) {
  const state = { isBroken: true, inFlight: 0, most: 0, count: 0 };
  const answer: Answer = async (response, seen) => {
    state.count += 1;
    state.inFlight += 1;
    state.most = Math.max(state.most, state.inFlight);
    await new Promise(setImmediate);
    state.inFlight -= 1;
    return (state.isBroken ? brokenAnswer : chat('Hi'))(response, seen);
  };
  return { state, answer };
}

/** Calls that have an attempt of the outage counted: those before it was clear that there is one. */
const charged = (traces: readonly CallTrace[]): number =>
  traces.filter(({ attempts }) => attempts > 1).length;

const timers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

Outage('waits for a server that refuses connections, and charges no attempt for it', () =>
  withAbsentServer((url, start) =>
    withCore(
      { models: { m: url }, outages: { onDown: start } },
      async ({ call, told, metrics }) => {
        const traces = times(40, newTrace);
        await Promise.all(traces.map((trace) => call({ trace })));
        assert.ok(charged(traces) < 5);
        assert.equal(told, ['up: m']);
        const { 'openai_compatible m 200': answered, ...failed } = valuesOf(metrics.requests);
        assert.is(answered, 40);
        const attempts = failed['openai_compatible m network'] ?? 0;
        assert.ok(attempts < 80, `${attempts} failed attempts`);
        assert.equal(valuesOf(metrics.deploymentUp), { 'm m': 1 });
      },
    ),
  ),
);

for (const [name, answer] of [
  ['answers 500', refusal(500)],
  ['answers 503 with Retry-After', refusal(503, null, { 'retry-after-ms': '1' })],
  ['resets connections', reset],
] as const) {
  Outage(`probes a server that ${name} with one call at a time`, () => {
    const server = breakable(answer);
    return withUpstream([server.answer], ({ url }) =>
      withCore({ models: { m: url } }, async ({ call, told }) => {
        const traces = times(30, newTrace);
        const calls = traces.map((trace) => call({ trace }));
        await until(() => told.length === 1 && server.state.count > 30);
        await until(() => server.state.inFlight === 0);
        const { count } = server.state;
        server.state.most = 0;
        await until(() => server.state.count >= count + 5);
        assert.is(server.state.most, 1);
        server.state.isBroken = false;
        await Promise.all(calls);
        assert.ok(charged(traces) < 5);
        assert.match(told.join('\n'), /^down: m: openai_compatible.*\nup: m$/);
      }),
    );
  });
}

Outage('lets all go on together once one is answered', () => {
  const isFull = Promise.withResolvers<void>();
  let isBroken = true;
  let answered = 0;
  const answer: Answer = async (response, seen) => {
    if (isBroken) return refusal(500)(response, seen);
    answered += 1;
    if (answered === 15) isFull.resolve();
    if (answered > 1) await isFull.promise;
    return chat('Hi')(response, seen);
  };
  const outages = {
    onDown: () => {
      isBroken = false;
    },
  };
  return withUpstream([answer], ({ url }) =>
    withCore({ models: { m: url }, outages }, async ({ call }) => {
      await Promise.all(times(20, () => call()));
      assert.is(answered, 20);
    }),
  );
});

/** A request that no server stands. */
const poison = request({ body: { model: 'm', messages: [{ role: 'user', content: 'poison' }] } });
const poisonable: Answer = (response, seen) =>
  (JSON.stringify(seen.body).includes('poison') ? refusal(500) : chat('Hi'))(response, seen);

Outage('lets a call that always fails do so, while others are answered', () =>
  withUpstream([poisonable], ({ url }) =>
    withCore({ models: { m: url } }, async ({ call, told }) => {
      for (let round = 0; round < 3; round += 1) {
        const trace = newTrace();
        const poisoned = upstreamErrorOf(call({ trace }, poison));
        await call();
        assert.is((await poisoned).kind, 'server_error');
        assert.is(trace.attempts, 2);
      }
      assert.equal(told, []);
    }),
  ),
);

const slow = { firstMs: 60_000, mostMs: 60_000 };

Outage('falls back at once while only the first model is down', () =>
  withAbsentServer((url) =>
    withUpstream([chat('Hi')], ({ url: other }) =>
      withCore(
        { models: { m: url, n: other }, fallbacks: ['n'], outages: { pauses: slow } },
        async ({ call, told, metrics }) => {
          for (let made = 0; made < 30; made += 1) assert.is((await call()).source.model, 'n');
          // The first call tries twice; with the second it is clear that the model is down.
          assert.is(valuesOf(metrics.requests)['openai_compatible m network'], 3);
          assert.equal(told, []);
        },
      ),
    ),
  ),
);

Outage('comes back to the first model once a probe of it is answered', () =>
  withAbsentServer((url, start) =>
    withUpstream([chat('Hi')], ({ url: other }) =>
      withCore({ models: { m: url, n: other }, fallbacks: ['n'] }, async ({ call, told }) => {
        for (let made = 0; made < 3; made += 1) assert.is((await call()).source.model, 'n');
        start();
        let model = 'n';
        while (model === 'n') ({ model } = (await call()).source);
        assert.is((await call()).source.model, 'm');
        assert.equal(told, []);
      }),
    ),
  ),
);

Outage('goes on with whichever model answers first when all were down', () =>
  withAbsentServer((url) =>
    withAbsentServer((other, start) =>
      withCore(
        { models: { m: url, n: other }, fallbacks: ['n'], outages: { onDown: start } },
        async ({ call, told }) => {
          const replies = await Promise.all(times(20, () => call()));
          assert.equal(new Set(replies.map(({ source }) => source.model)), new Set(['n']));
          assert.equal(told, ['up: m,n']);
        },
      ),
    ),
  ),
);

Outage('waits for the model that is down when its fallback cannot answer this call', () =>
  withAbsentServer((url, start) =>
    withUpstream([refusal(400, 'context_length_exceeded')], ({ url: other }) =>
      withCore(
        { models: { m: url, n: other }, fallbacks: ['n'], outages: { onDown: start } },
        async ({ call, told }) => {
          assert.is(
            (await upstreamErrorOf(call())).kind,
            'context_length',
            'not yet known as down',
          );
          assert.is((await call()).source.model, 'm');
          assert.equal(told, ['up: m']);
        },
      ),
    ),
  ),
);

Outage('does not wait for what no model can help', () =>
  withAbsentServer((url) =>
    withUpstream([refusal(400)], ({ url: other }) =>
      withCore({ models: { m: url, n: other }, fallbacks: ['n'] }, async ({ call, told }) => {
        for (let made = 0; made < 3; made += 1) {
          assert.is((await upstreamErrorOf(call())).kind, 'bad_request');
        }
        assert.equal(told, []);
      }),
    ),
  ),
);

for (const [name, answer, kind] of [
  ['a refused key', refusal(401), 'auth'],
  ['a refused request', refusal(400), 'bad_request'],
] as const) {
  Outage(`ends with ${name}, which the server itself tells`, () => {
    let isBroken = true;
    const outages = {
      onDown: () => {
        isBroken = false;
      },
    };
    return withUpstream(
      [(response, seen) => (isBroken ? refusal(500) : answer)(response, seen)],
      ({ url }) =>
        withCore({ models: { m: url }, outages }, async ({ call }) => {
          const errors = await Promise.all(times(10, () => upstreamErrorOf(call())));
          assert.equal(new Set(errors.map((error) => error.kind)), new Set([kind]));
        }),
    );
  });
}

Outage('stops the run when it lasts too long, and says why', () =>
  withAbsentServer((url) =>
    withCore({ models: { m: url }, outages: { maxMs: 20 } }, async ({ call }) => {
      const errors = await Promise.all(
        times(10, () =>
          call().then(
            () => undefined,
            (error: unknown) => error,
          ),
        ),
      );
      for (const error of errors) {
        assert.instance(error, StopError);
        assert.match(String(error), 'm did not answer within --max-outage: ');
        assert.match(String(error), 'ECONNREFUSED');
      }
    }),
  ),
);

Outage('ends the wait at once when the caller drains, and leaves no timer', () =>
  withAbsentServer((url) => {
    return withCore(
      { models: { m: url }, outages: { pauses: slow } },
      async ({ call, metrics }) => {
        const before = timers();
        const controller = new AbortController();
        const calls = times(4_096, () => upstreamErrorOf(call({ drain: controller.signal })));
        await until(() => valuesOf(metrics.requests)['openai_compatible m network'] === 4_096);
        await until(() => timers() <= before + 1);
        assert.is(timers(), before + 1, 'one of them waits for the time, the others for it');
        controller.abort();
        const kinds = (await Promise.all(calls)).map(({ kind }) => kind);
        assert.equal(new Set(kinds), new Set(['aborted']));
        assert.is(timers(), before);
        const late = await upstreamErrorOf(call({ drain: controller.signal }));
        assert.is(late.kind, 'aborted');
      },
    );
  }),
);

Outage('is nothing to a core that does not wait for it', () =>
  withAbsentServer(async (url) => {
    const metrics = createMetrics();
    const models = { ...modelsOf(deployment({ baseUrl: url })), retries: 0 };
    const core = createCallCore({ models, metrics, pipeline: 'pipe', env: {} });
    try {
      for (let made = 0; made < 10; made += 1) {
        assert.is((await upstreamErrorOf(core.call(request(), context()))).kind, 'network');
      }
      assert.equal(valuesOf(metrics.requests), { 'openai_compatible m network': 10 });
    } finally {
      await core.close();
    }
  }),
);

Outage.run();
