import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FailureKind, failureKinds, UpstreamError } from '../../lib/errors.ts';
import { OutageError } from '../../lib/llm/outage-error.ts';
import { PlainReply } from '../../lib/llm/plain-reply.ts';
import { type RetryPolicy, retry } from '../../lib/llm/retry.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { context, request, scripted, upstreamErrorOf } from '../support/calls.ts';
import { valuesOf } from '../support/metric-values.ts';

const Retry = suite('retry');

const reply = new PlainReply({ body: {}, source: { model: 'm', deployment: 'd' } });
const quick: RetryPolicy = { attempts: 3, baseMs: 0, maxMs: 0, maxOverloadMs: 60_000 };
const failure = (kind: FailureKind, code?: string) =>
  new UpstreamError(kind, `it failed: ${kind}`, { provider: 'p', code });

/** Attempts that a call of at most three makes when the first three fail so. */
const attemptsAfter: Record<FailureKind, 1 | 3 | 4> = {
  timeout: 3,
  network: 3,
  server_error: 3,
  rate_limited: 4,
  overloaded: 4,
  auth: 4,
  quota_exceeded: 4,
  bad_request: 1,
  context_length: 1,
  content_filter: 1,
  empty_output: 1,
  invalid_json: 1,
  schema_mismatch: 1,
  truncated: 1,
  template: 1,
  input_parse: 1,
  too_large: 1,
  budget: 1,
  aborted: 1,
  internal: 1,
};

for (const kind of failureKinds) {
  const attempts = attemptsAfter[kind];
  Retry(`makes ${attempts} attempts when the first three fail with ${kind}`, async () => {
    const metrics = createMetrics();
    const error = failure(kind);
    const upstream = scripted(error, error, error, reply);
    const call = retry(quick, metrics)(upstream.handler);
    if (attempts === 4) assert.is(await call(request(), context()), reply);
    else assert.is(await upstreamErrorOf(call(request(), context())), error);
    assert.is(upstream.requests.length, attempts);
    assert.equal(valuesOf(metrics.retries), attempts > 1 ? { [`p m ${kind}`]: attempts - 1 } : {});
  });
}

Retry('counts only the failures that count, of all kinds together', async () => {
  const errors = ['timeout', 'rate_limited', 'network', 'rate_limited', 'server_error'] as const;
  const upstream = scripted(...errors.map((kind) => failure(kind)), reply);
  const call = retry(quick, createMetrics())(upstream.handler);
  assert.is((await upstreamErrorOf(call(request(), context()))).kind, 'server_error');
  assert.is(upstream.requests.length, 5);
});

Retry('goes by what the provider says of another try, where that is in its hands', async () => {
  const attemptsAfter = async (kind: FailureKind, isRetryable: boolean): Promise<number> => {
    const error = new UpstreamError(kind, 'it failed', { provider: 'p', isRetryable });
    const upstream = scripted(error, error, error, reply);
    await retry(quick, createMetrics())(upstream.handler)(request(), context()).catch(() => reply);
    return upstream.requests.length;
  };
  assert.is(await attemptsAfter('server_error', false), 1);
  assert.is(await attemptsAfter('overloaded', false), 1);
  assert.is(await attemptsAfter('bad_request', true), 3);
  for (const isRetryable of [true, false]) {
    assert.is(await attemptsAfter('rate_limited', isRetryable), 4, 'its wait is free');
    assert.is(await attemptsAfter('auth', isRetryable), 4, 'another deployment may answer');
  }
});

Retry(
  'does not wait itself for what the route waits for, even when told to try again',
  async () => {
    const error = new UpstreamError('rate_limited', 'slow down', { isRetryable: true });
    const upstream = scripted(error, reply);
    const patient = { ...quick, baseMs: 1e9, maxMs: 1e9 };
    assert.is(await retry(patient, createMetrics())(upstream.handler)(request(), context()), reply);
  },
);

Retry('begins anew with each call', async () => {
  const error = failure('network');
  const upstream = scripted(error, error, reply, error, error, reply);
  const call = retry(quick, createMetrics())(upstream.handler);
  await call(request(), context());
  await call(request(), context());
  assert.is(upstream.requests.length, 6);
});

Retry('does not try a model without a deployment again', async () => {
  for (const kind of ['auth', 'quota_exceeded', 'bad_request'] as const) {
    const upstream = scripted(failure(kind, 'no_deployment'));
    const call = retry(quick, createMetrics())(upstream.handler);
    await upstreamErrorOf(call(request(), context()));
    assert.is(upstream.requests.length, 1);
  }
});

Retry(
  'moves away from a deployment that is down, as often as it must, and counts nothing',
  async () => {
    const moving = new OutageError('m', failure('network'), false);
    const upstream = scripted(...Array.from({ length: 20 }, () => moving), reply);
    const patient = { ...quick, baseMs: 1e9, maxMs: 1e9 };
    assert.is(await retry(patient, createMetrics())(upstream.handler)(request(), context()), reply);
    assert.is(upstream.requests.length, 21);
  },
);

Retry('does not try a model again that is down', async () => {
  const error = new OutageError('m', failure('network'), true);
  const upstream = scripted(error, reply);
  const call = retry(quick, createMetrics())(upstream.handler);
  assert.is(await upstreamErrorOf(call(request(), context())), error);
  assert.is(upstream.requests.length, 1);
});

Retry('loses patience with an overloaded provider', async () => {
  const upstream = scripted(failure('overloaded'));
  const call = retry({ ...quick, maxOverloadMs: 0 }, createMetrics())(upstream.handler);
  assert.is((await upstreamErrorOf(call(request(), context()))).kind, 'overloaded');
  assert.is(upstream.requests.length, 1);
});

Retry('does not wait itself where the route does', async () => {
  const upstream = scripted(failure('rate_limited'), failure('auth'), failure('overloaded'), reply);
  const patient = { ...quick, baseMs: 1e9, maxMs: 1e9 };
  assert.is(await retry(patient, createMetrics())(upstream.handler)(request(), context()), reply);
});

Retry('lets an error that is no failure of an upstream pass', async () => {
  const fault = new TypeError('ours');
  const upstream = scripted(fault, reply);
  const call = retry(quick, createMetrics())(upstream.handler);
  const thrown = await call(request(), context()).catch((error: unknown) => error);
  assert.is(thrown, fault);
});

Retry('ends its wait when the call is aborted, and leaves no timer', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const controller = new AbortController();
  const upstream = scripted(failure('network'), reply);
  const patient = { ...quick, baseMs: 1e9, maxMs: 1e9 };
  const call = retry(patient, createMetrics())(upstream.handler);
  const answer = call(request(), context({ signal: controller.signal }));
  await new Promise(setImmediate);
  controller.abort();
  assert.is((await upstreamErrorOf(answer)).kind, 'aborted');
  assert.equal([upstream.requests.length, timers()], [1, before]);
});

Retry.run();
