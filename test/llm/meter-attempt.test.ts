import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FailureKind, UpstreamError, type UpstreamFacts } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { newTrace, type Outcome, type Reply } from '../../lib/llm/handler.ts';
import { type AttemptEvent, meterAttempt } from '../../lib/llm/meter-attempt.ts';
import { PlainReply } from '../../lib/llm/plain-reply.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { parsePrices } from '../../lib/prices/model-prices.ts';
import { noRules, type ParameterRules } from '../../lib/providers/write-request.ts';
import { addUsage, noUsage, type Usage } from '../../lib/usage.ts';
import {
  attemptContext,
  deployment,
  pricesOf,
  request,
  scripted,
  upstreamErrorOf,
} from '../support/calls.ts';
import { observationsOf, valuesOf } from '../support/metric-values.ts';

const Meter = suite('meter of attempts');

const source = { model: 'm', deployment: 'd' };
const usage: Usage = {
  ...noUsage,
  promptTokens: 100,
  completionTokens: 10,
  cachedTokens: 40,
  reasoningTokens: 4,
};
const priced = deployment({ prices: pricesOf('0.0001', '0.001') });
const whole = (counted: Usage | undefined) => new PlainReply({ body: {}, source }, counted);

function metering(...results: readonly (Reply | Error)[]) {
  const metrics = createMetrics();
  const events: AttemptEvent[] = [];
  const trace = newTrace();
  const call = meterAttempt(metrics, (event) => events.push(event))(scripted(...results).handler);
  return {
    metrics,
    events,
    trace,
    call: (given = priced, stream = false, body: JsonObject = {}) =>
      call(request({ stream, body }), attemptContext({ deployment: given, trace })),
  };
}

Meter('counts a success with its tokens and its cost', async () => {
  const { metrics, events, trace, call } = metering(whole(usage));
  await call();
  assert.equal(valuesOf(metrics.requests), { 'openai_compatible m 200': 1 });
  assert.equal(valuesOf(metrics.tokens), {
    'openai_compatible m input': 100,
    'openai_compatible m output': 10,
  });
  assert.equal(valuesOf(metrics.cachedInputTokens), { 'openai_compatible m': 40 });
  assert.equal(valuesOf(metrics.reasoningTokens), { 'openai_compatible m': 4 });
  assert.equal(valuesOf(metrics.cost), { 'openai_compatible m': 0.02 });
  assert.equal([valuesOf(metrics.wastedCost), valuesOf(metrics.unpriced)], [{}, {}]);
  assert.equal(observationsOf(metrics.requestDuration), { 'openai_compatible m success': 1 });
  assert.equal(trace, { attempts: 1, usage, cost: 20_000_000_000n });
  const [event] = events;
  assert.equal(
    { ...event, durationMs: 0 },
    {
      stage: 'stage',
      deployment: priced.id,
      status: '200',
      kind: undefined,
      message: undefined,
      durationMs: 0,
      usage,
      cost: 20_000_000_000n,
    },
  );
});

Meter('adds all attempts of a call up', async () => {
  const { trace, call } = metering(new UpstreamError('network', 'broken'), whole(usage));
  await upstreamErrorOf(call());
  await call();
  await call();
  assert.equal(trace, {
    attempts: 3,
    cost: 40_000_000_000n,
    usage: addUsage(usage, usage),
  });
});

Meter('does not take an unknown price for free', async () => {
  const { metrics, trace, call } = metering(whole(usage));
  await call(deployment());
  assert.equal(valuesOf(metrics.unpriced), { 'openai_compatible m': 1 });
  assert.equal([trace.cost, trace.usage], [undefined, usage]);
});

Meter('takes a price of 0 for one', async () => {
  const { metrics, trace, call } = metering(whole(usage));
  await call(deployment({ prices: pricesOf('0', '0') }));
  assert.equal(valuesOf(metrics.unpriced), {});
  assert.is(trace.cost, 0n);
});

const tiers: [
  name: string,
  asked: JsonObject,
  rules: Partial<ParameterRules>,
  told: Pick<Usage, 'serviceTier'>,
  usd: number,
][] = [
  ['as the request asks', { service_tier: 'flex' }, {}, {}, 0.001],
  ['as the configuration asks', {}, { defaults: { service_tier: 'flex' } }, {}, 0.001],
  ['as its members of every body ask', {}, { body: { service_tier: 'flex' } }, {}, 0.001],
  ['as the answer tells', { service_tier: 'flex' }, {}, { serviceTier: 'default' }, 0.01],
  ['as the answer alone tells', { service_tier: 'auto' }, {}, { serviceTier: 'flex' }, 0.001],
  ['as usual where nothing is said', {}, {}, {}, 0.01],
];

for (const [name, asked, rules, told, usd] of tiers) {
  Meter(`takes the price for being served ${name}`, async () => {
    const prices = parsePrices({
      input_cost_per_token: '0.0001',
      input_cost_per_token_flex: '0.00001',
      output_cost_per_token: '0',
    });
    assert.ok(prices && !('refused' in prices));
    const { trace, call } = metering(whole({ ...noUsage, promptTokens: 100, ...told }));
    const tiered = deployment({ prices, rules: { ...noRules, ...rules } });
    await call(tiered, false, asked);
    assert.is(trace.cost, BigInt(usd * 1e12));
  });
}

Meter('counts an answer without usage as unpriced', async () => {
  const { metrics, call } = metering(whole(undefined));
  await call();
  assert.equal(valuesOf(metrics.unpriced), { 'openai_compatible m': 1 });
});

const statuses: [kind: FailureKind, facts: UpstreamFacts, label: string][] = [
  ['rate_limited', { status: 429 }, '429'],
  ['server_error', { status: 500 }, '500'],
  ['server_error', { status: 200 }, '200'],
  ['timeout', {}, 'timeout'],
  ['timeout', { status: 408 }, '408'],
  ['network', {}, 'network'],
  ['network', { code: 'stream_incomplete' }, 'network'],
  ['server_error', { code: 'answer_too_large' }, 'network'],
  ['aborted', {}, 'aborted'],
];

for (const [kind, facts, label] of statuses) {
  Meter(`counts ${kind} with ${JSON.stringify(facts)} as ${label}`, async () => {
    const { metrics, events, call } = metering(new UpstreamError(kind, 'it failed', facts));
    await upstreamErrorOf(call());
    assert.equal(valuesOf(metrics.requests), { [`openai_compatible m ${label}`]: 1 });
    assert.equal(valuesOf(metrics.requestsInFlight), {});
    assert.equal(observationsOf(metrics.requestDuration), { 'openai_compatible m error': 1 });
    assert.equal([events.length, events[0]?.status, events[0]?.kind], [1, label, kind]);
  });
}

const limits: [kind: FailureKind, facts: UpstreamFacts, reason: string][] = [
  ['rate_limited', { status: 429 }, 'unknown'],
  ['rate_limited', { status: 429, exhausted: 'tokens' }, 'tokens'],
  ['rate_limited', { status: 429, exhausted: 'requests' }, 'requests'],
  ['quota_exceeded', { status: 429 }, 'quota'],
  ['overloaded', { status: 529 }, 'overloaded'],
];

Meter('counts why a provider has limited the rate', async () => {
  for (const [kind, facts, reason] of limits) {
    const { metrics, call } = metering(new UpstreamError(kind, 'slow down', facts));
    await upstreamErrorOf(call());
    assert.equal(valuesOf(metrics.rateLimited), { [`openai_compatible m ${reason}`]: 1 });
  }
});

Meter('counts a stream when it is done, not when it begins', async () => {
  const end = Promise.withResolvers<Outcome>();
  const { chunks } = whole(undefined);
  const reply: Reply = {
    status: 200,
    source,
    answer: undefined,
    outcome: undefined,
    chunks,
    done: end.promise,
  };
  const { metrics, trace, events, call } = metering(reply);
  assert.is(await call(priced, true), reply);
  assert.equal(observationsOf(metrics.timeToFirstChunk), { 'openai_compatible m': 1 });
  assert.equal(valuesOf(metrics.requestsInFlight), { 'openai_compatible m': 1 });
  assert.equal([valuesOf(metrics.requests), events.length], [{}, 0]);

  const error = new UpstreamError('timeout', 'nothing more');
  end.resolve({ error, usage });
  await end.promise;
  assert.equal(valuesOf(metrics.requestsInFlight), {});
  assert.equal(valuesOf(metrics.requests), { 'openai_compatible m timeout': 1 });
  assert.equal(valuesOf(metrics.unpriced), {});
  assert.equal([trace.cost, events[0]?.kind], [20_000_000_000n, 'timeout']);
  assert.equal(valuesOf(metrics.cost), { 'openai_compatible m': 0.02 });
  assert.equal(valuesOf(metrics.wastedCost), { 'openai_compatible m timeout': 0.02 });
});

Meter('counts a fault of ours too, and lets it pass', async () => {
  const fault = new TypeError('ours');
  const { metrics, call } = metering(fault);
  assert.is(await call().catch((error: unknown) => error), fault);
  assert.equal(valuesOf(metrics.requestsInFlight), {});
  assert.equal(valuesOf(metrics.requests), { 'openai_compatible m aborted': 1 });
});

Meter.run();
