import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FailureKind, UpstreamError, type UpstreamFacts } from '../../lib/errors.ts';
import type { Deployment } from '../../lib/llm/deployment.ts';
import { type AttemptContext, newTrace, type Reply } from '../../lib/llm/handler.ts';
import { OutageError } from '../../lib/llm/outage-error.ts';
import { PlainReply } from '../../lib/llm/plain-reply.ts';
import { Deployments, route } from '../../lib/llm/route.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { until } from '../simulator/with-simulator.ts';
import { context, deployment, request, scripted, upstreamErrorOf } from '../support/calls.ts';
import { valuesOf } from '../support/metric-values.ts';

const Route = suite('route');

const reply = new PlainReply({ body: {}, source: { model: 'm', deployment: 'd' } });
const never = new AbortController().signal;
const failure = (kind: FailureKind, facts: UpstreamFacts = {}) =>
  new UpstreamError(kind, `said ${kind}`, facts);
const cooling = (retryAfterMs: number) => failure('rate_limited', { retryAfterMs });

const [one, two] = [deployment({ id: 'one' }), deployment({ id: 'two' })];

function routing(deployments: readonly Deployment[], ...results: readonly (Reply | Error)[]) {
  const metrics = createMetrics();
  const table = new Deployments(deployments, metrics);
  const upstream = scripted<AttemptContext>(...results);
  const call = route(table)(upstream.handler);
  return {
    table,
    call: (signal: AbortSignal = never) => call(request(), context({ signal })),
    up: () => valuesOf(metrics.deploymentUp),
    asked: () => upstream.contexts.map((given) => given.deployment.id),
  };
}

const timers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

Route("gives the attempt the model's deployment", async () => {
  const other = deployment({ id: 'other', model: 'n' });
  const { call, asked } = routing([other, one], reply);
  assert.is(await call(), reply);
  assert.equal(asked(), ['one']);
});

Route('shares by weight', async () => {
  const heavy = deployment({ id: 'heavy', weight: 9 });
  const { table } = routing([one, heavy], reply);
  let count = 0;
  for (let call = 0; call < 2_000; call += 1) {
    if ((await table.choose('m', context())) === heavy) count += 1;
  }
  assert.ok(count > 1_700 && count < 1_900, `${count} of 2000`);
});

Route('takes a deployment out until Retry-After, and asks the others', async () => {
  const { table, call, asked, up } = routing([one, two], reply);
  table.fail(one, cooling(60_000), newTrace());
  assert.equal(up(), { 'm two': 1 });
  for (let calls = 0; calls < 20; calls += 1) await call();
  assert.equal(new Set(asked()), new Set(['two']));
});

Route('waits when all are cooling, and takes the first that is back', async () => {
  const { table, call, asked } = routing([one, two], reply);
  const from = performance.now();
  table.fail(one, cooling(60_000), newTrace());
  table.fail(two, cooling(30), newTrace());
  await call();
  assert.ok(performance.now() - from >= 29);
  assert.equal(asked(), ['two']);
});

Route('keeps the longer of two cooldowns', async () => {
  const { table, call } = routing([one], reply);
  const from = performance.now();
  table.fail(one, cooling(40), newTrace());
  table.fail(one, cooling(1), newTrace());
  await call();
  assert.ok(performance.now() - from >= 39);
});

for (const facts of [{}, { retryAfterMs: 0 }]) {
  Route(`waits a while after a 429 that says ${JSON.stringify(facts)}`, async () => {
    const { table, call } = routing([one], reply);
    const from = performance.now();
    table.fail(one, failure('rate_limited', facts), newTrace());
    await call();
    assert.ok(performance.now() - from >= 249);
  });
}

Route('ends its wait when the call is aborted, and leaves no timer', async () => {
  const { table, call, asked } = routing([one], reply);
  table.fail(one, cooling(60_000), newTrace());
  const before = timers();
  const controller = new AbortController();
  const answer = call(controller.signal);
  assert.is(timers(), before + 1);
  controller.abort();
  assert.is((await upstreamErrorOf(answer)).kind, 'aborted');
  assert.equal([timers(), asked()], [before, []]);
});

const reactions: [FailureKind, 'cools' | 'dies' | 'stays'][] = [
  ['rate_limited', 'cools'],
  ['overloaded', 'cools'],
  ['auth', 'dies'],
  ['quota_exceeded', 'dies'],
  ['server_error', 'stays'],
  ['timeout', 'stays'],
  ['bad_request', 'stays'],
];

for (const [kind, reaction] of reactions) {
  Route(`${reaction} after ${kind}`, async () => {
    const { call, up, asked } = routing([one], failure(kind, { retryAfterMs: 60_000 }), reply);
    assert.is((await upstreamErrorOf(call())).kind, kind);
    assert.equal(up(), reaction === 'stays' ? { 'm one': 1 } : {});
    if (reaction === 'dies') {
      const error = await upstreamErrorOf(call());
      assert.equal([error.kind, error.code], [kind, 'no_deployment']);
      assert.is(error.message, `no deployment of m is left: said ${kind}`);
      assert.equal(up(), {});
    }
    if (reaction === 'stays') {
      await call();
      assert.equal([up(), asked().length], [{ 'm one': 1 }, 2]);
    }
  });
}

Route('shows a deployment as up once its cooldown is over, though nobody calls it', async () => {
  const { table, up } = routing([one], reply);
  table.fail(one, cooling(1), newTrace());
  await until(() => up()['m one'] === 1);
});

const refused = failure('network', { code: 'ECONNREFUSED', provider: 'p', model: 'm' });
const pauses = { firstMs: 60_000, mostMs: 60_000 };

/** Deployments of which `one` is down. */
function withOneDown(deployments: readonly Deployment[], given = pauses) {
  const metrics = createMetrics();
  const table = new Deployments(deployments, metrics, given);
  const errors = [1, 2, 3].map(() => table.fail(one, refused, newTrace()));
  return { table, errors, up: () => valuesOf(metrics.deploymentUp) };
}

Route('tells an outage from the failure with which a deployment goes down', async () => {
  const { table, errors, up } = withOneDown([one]);
  assert.equal(errors.slice(0, 2), [refused, refused]);
  const error = await upstreamErrorOf(Promise.resolve(table.choose('m', context())));
  for (const outage of [errors[2], error]) {
    assert.instance(outage, OutageError);
    if (!(outage instanceof OutageError)) continue;
    const { kind, message, code, provider, model, isOfModel } = outage;
    assert.equal(
      { kind, message, code, provider, model, isOfModel },
      {
        kind: 'network',
        message: 'said network',
        code: 'ECONNREFUSED',
        provider: 'p',
        model: 'm',
        isOfModel: true,
      },
    );
  }
  assert.equal(up(), {});
  assert.ok(table.isDown(['m']));
  assert.ok(table.restMs(['m']) > 29_000);
});

Route('asks the deployments that are up while one is down', async () => {
  const { table, errors, up } = withOneDown([one, two]);
  assert.ok(errors[2] instanceof OutageError && !errors[2].isOfModel);
  for (let calls = 0; calls < 20; calls += 1) {
    assert.is(await table.choose('m', context()), two);
  }
  assert.equal(up(), { 'm two': 1 });
  assert.not(table.isDown(['m']));
  assert.is(table.restMs(['m']), 0);
});

Route('gives what is down to one call at a time once it has rested', async () => {
  const { table, up } = withOneDown([one], { firstMs: 1, mostMs: 1 });
  await until(() => table.restMs(['m']) === 0);
  assert.is(await table.choose('m', context()), one);
  assert.instance(
    await upstreamErrorOf(Promise.resolve(table.choose('m', context()))),
    OutageError,
  );
  table.succeed(one);
  assert.is(await table.choose('m', context()), one);
  assert.equal(up(), { 'm one': 1 });
});

Route('never probes what is dead', async () => {
  const { table } = withOneDown([one], { firstMs: 0, mostMs: 0 });
  table.fail(one, failure('auth'), newTrace());
  const error = await upstreamErrorOf(Promise.resolve(table.choose('m', context())));
  assert.equal([error.kind, error.code], ['auth', 'no_deployment']);
});

Route('knows no outage without pauses', () => {
  const table = new Deployments([one], createMetrics());
  for (let failures = 0; failures < 10; failures += 1) {
    assert.is(table.fail(one, refused, newTrace()), refused);
  }
  assert.is(table.choose('m', context()), one);
});

Route('shows a deployment as down while it cools, though an earlier call succeeds', async () => {
  const answer = Promise.withResolvers<Reply>();
  const metrics = createMetrics();
  const table = new Deployments([one], metrics);
  const call = route(table)(() => answer.promise)(request(), context());
  table.fail(one, cooling(60_000), newTrace());
  answer.resolve(reply);
  await call;
  assert.equal(valuesOf(metrics.deploymentUp), {});
});

Route('knows no deployment of an unknown model', async () => {
  const { table } = routing([one], reply);
  const { code, message } = await upstreamErrorOf(Promise.resolve(table.choose('x', context())));
  assert.equal([code, message], ['no_deployment', 'no deployment of x is left']);
});

Route('goes on with those that are left', async () => {
  const { table, call, asked } = routing([one, two], reply);
  table.fail(one, failure('auth'), newTrace());
  for (let calls = 0; calls < 10; calls += 1) await call();
  assert.equal(new Set(asked()), new Set(['two']));
});

Route('tells a reason when none is left', async () => {
  const { table, call } = routing([one, two], reply);
  table.fail(two, failure('quota_exceeded'), newTrace());
  table.fail(one, failure('auth'), newTrace());
  const error = await upstreamErrorOf(call());
  assert.equal([error.kind, error.code], ['auth', 'no_deployment']);
});

Route('lets an error that is no failure of an upstream pass', async () => {
  const fault = new TypeError('ours');
  const { call, up } = routing([one], fault);
  assert.is(await call().catch((error: unknown) => error), fault);
  assert.equal(up(), { 'm one': 1 });
});

Route.run();
