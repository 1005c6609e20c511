import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FailureKind, failureKinds, UpstreamError } from '../../lib/errors.ts';
import { fallback } from '../../lib/llm/fallback.ts';
import { OutageError } from '../../lib/llm/outage-error.ts';
import { PlainReply } from '../../lib/llm/plain-reply.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { context, request, scripted, upstreamErrorOf } from '../support/calls.ts';
import { valuesOf } from '../support/metric-values.ts';

const Fallback = suite('fallback');

const reply = new PlainReply({ body: {}, source: { model: 'm', deployment: 'd' } });
const failure = (kind: FailureKind, code?: string) => new UpstreamError(kind, kind, { code });

const falling: readonly FailureKind[] = [
  'auth',
  'quota_exceeded',
  'overloaded',
  'timeout',
  'network',
  'server_error',
  'context_length',
  'content_filter',
  'empty_output',
];

for (const kind of failureKinds) {
  const falls = falling.includes(kind);
  Fallback(`${falls ? 'asks another' : 'asks no other'} model after ${kind}`, async () => {
    const metrics = createMetrics();
    const upstream = scripted(failure(kind), reply);
    const call = fallback(() => ['n'], metrics)(upstream.handler);
    if (falls) assert.is(await call(request(), context()), reply);
    else assert.is((await upstreamErrorOf(call(request(), context()))).kind, kind);
    assert.is(upstream.requests.length, falls ? 2 : 1);
    assert.equal(valuesOf(metrics.fallbacks), falls ? { [`m n ${kind}`]: 1 } : {});
  });
}

Fallback('goes through the models in their order, with the same request', async () => {
  const error = failure('server_error');
  const upstream = scripted(error, error, reply);
  const asked = request();
  await fallback(() => ['n', 'o', 'p'], createMetrics())(upstream.handler)(asked, context());
  assert.equal(upstream.requests, [asked, { ...asked, model: 'n' }, { ...asked, model: 'o' }]);
});

Fallback("prefers the caller's models to the configured ones, also none", async () => {
  for (const fallbacks of [['x'], []]) {
    const upstream = scripted(failure('server_error'));
    const call = fallback(() => ['n'], createMetrics())(upstream.handler);
    await upstreamErrorOf(call(request(), context({ fallbacks })));
    assert.equal(
      upstream.requests.map(({ model }) => model),
      ['m', ...fallbacks],
    );
  }
});

Fallback('asks another model when the first has no deployment, of whatever kind', async () => {
  for (const kind of ['auth', 'bad_request'] as const) {
    const upstream = scripted(failure(kind, 'no_deployment'), reply);
    const call = fallback(() => ['n'], createMetrics())(upstream.handler);
    assert.is(await call(request(), context()), reply);
  }
});

type Told = [kind: FailureKind, code?: string];
const outcomes: [name: string, failures: Told[], thrown: FailureKind][] = [
  ['that of the last model', [['timeout'], ['server_error']], 'server_error'],
  ['not that of an account after another', [['server_error'], ['auth']], 'server_error'],
  ['not that of an account before another', [['auth'], ['server_error']], 'server_error'],
  ['that of an account when all failed so', [['quota_exceeded'], ['auth']], 'quota_exceeded'],
  ['not that of an unknown model', [['timeout'], ['bad_request', 'no_deployment']], 'timeout'],
  [
    'that of an account before an unknown model',
    [['auth'], ['bad_request', 'no_deployment']],
    'auth',
  ],
  ['one that no model can help', [['timeout'], ['bad_request'], ['auth']], 'bad_request'],
];

for (const [name, failures, thrown] of outcomes) {
  Fallback(`throws ${name}`, async () => {
    const upstream = scripted(...failures.map(([kind, code]) => failure(kind, code)));
    const others = failures.slice(1).map((_, index) => `n${index}`);
    const call = fallback(() => others, createMetrics())(upstream.handler);
    assert.is((await upstreamErrorOf(call(request(), context()))).kind, thrown);
  });
}

Fallback('throws that of a model which is down, unless no model can help', async () => {
  const outage = new OutageError('m', failure('network'), true);
  for (const [failures, thrown] of [
    [[outage, failure('server_error')], outage],
    [[failure('server_error'), outage], outage],
    [[failure('auth'), outage, failure('context_length')], outage],
    [[outage, failure('bad_request')], 'bad_request'],
  ] as const) {
    const upstream = scripted(...failures);
    const others = failures.slice(1).map((_, index) => `n${index}`);
    const call = fallback(() => others, createMetrics())(upstream.handler);
    const error = await upstreamErrorOf(call(request(), context()));
    assert.is(typeof thrown === 'string' ? error.kind : error, thrown);
  }
});

Fallback('lets an error that is no failure of an upstream pass', async () => {
  const fault = new TypeError('ours');
  const upstream = scripted(failure('timeout'), fault);
  const call = fallback(() => ['n', 'o'], createMetrics())(upstream.handler);
  const thrown = await call(request(), context()).catch((error: unknown) => error);
  assert.is(thrown, fault);
});

Fallback.run();
