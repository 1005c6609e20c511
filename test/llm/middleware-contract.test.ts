import type { ServerResponse } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FailureKind } from '../../lib/errors.ts';
import { check } from '../../lib/llm/check.ts';
import { createCallCore } from '../../lib/llm/core.ts';
import type { Deployment } from '../../lib/llm/deployment.ts';
import { fallback } from '../../lib/llm/fallback.ts';
import type { AttemptContext, Handler, Outcome, Reply } from '../../lib/llm/handler.ts';
import { limit } from '../../lib/llm/limit.ts';
import { limitConcurrency } from '../../lib/llm/limiter.ts';
import { meterAttempt } from '../../lib/llm/meter-attempt.ts';
import { meterCall } from '../../lib/llm/meter-call.ts';
import { outage } from '../../lib/llm/outage.ts';
import { defaultRetryPolicy, retry } from '../../lib/llm/retry.ts';
import { Deployments, route } from '../../lib/llm/route.ts';
import { createSend } from '../../lib/llm/send.ts';
import { showAnswers } from '../../lib/llm/show-answers.ts';
import { createMetrics, type Metrics } from '../../lib/metrics.ts';
import { Transport } from '../../lib/providers/transport.ts';
import {
  attemptContext,
  deployment,
  isFree,
  modelsOf,
  request,
  upstreamErrorOf,
} from '../support/calls.ts';
import { valuesOf } from '../support/metric-values.ts';
import { chat, delta, refusal, type Seen, streamOf, withUpstream } from '../support/upstream.ts';

const Contract = suite('middleware contract');

/** One middleware around a handler that sends for real, and what it holds and counts. */
interface Layer {
  wrap(next: Handler, metrics: Metrics, target: Deployment): Handler<AttemptContext>;
  holdsPermit?: true;
  isMeter?: true;
}

const layers: Record<string, Layer> = {
  'no middleware': { wrap: (next) => next },
  limit: { wrap: (next, metrics) => limit(() => [], metrics)(next), holdsPermit: true },
  meterAttempt: { wrap: (next, metrics) => meterAttempt(metrics, undefined)(next), isMeter: true },
  showAnswers: { wrap: (next) => showAnswers(() => {})(next) },
  route: { wrap: (next, metrics, target) => route(new Deployments([target], metrics))(next) },
  retry: { wrap: (next, metrics) => retry(defaultRetryPolicy, metrics)(next) },
  check: { wrap: (next, metrics) => check(metrics, 'pipe', () => 'p')(next) },
  fallback: { wrap: (next, metrics) => fallback(() => ['m'], metrics)(next) },
  outage: {
    wrap: (next, metrics, target) =>
      outage(new Deployments([target], metrics), () => [], { maxMs: 1_000 })(next),
  },
  meterCall: { wrap: (next, metrics) => meterCall(metrics, 'pipe')(next) },
};

/** What goes on in one call, once it is under way. */
interface Scenario {
  isStream: boolean;
  /** The first output is there before it goes on. */
  hasStarted: boolean;
  /** How it goes on: the upstream answers, or the caller aborts. */
  goesOn: ((response: ServerResponse, seen: Seen) => unknown) | 'abort';
  /** What the caller reads of the reply. */
  reads: 'all' | 'one' | 'nothing';
  timeoutMs?: number;
  /** How it ends; undefined: well. */
  kind?: FailureKind;
  /** For requests_total. */
  status: string;
}

const rest = (response: ServerResponse) => response.end(streamOf().join(''));
const long = delta('x'.repeat(500_000));

const scenarios: Record<string, Scenario> = {
  'a plain answer': {
    isStream: false,
    hasStarted: false,
    goesOn: chat('Hi'),
    reads: 'all',
    status: '200',
  },
  'a stream that is read to its end': {
    isStream: true,
    hasStarted: true,
    goesOn: rest,
    reads: 'all',
    status: '200',
  },
  'a stream that nobody reads': {
    isStream: true,
    hasStarted: true,
    goesOn: rest,
    reads: 'nothing',
    status: '200',
  },
  'a stream that nobody reads, too long to wait in memory': {
    isStream: true,
    hasStarted: true,
    goesOn: (response) => response.write(long),
    reads: 'nothing',
    timeoutMs: 150,
    kind: 'timeout',
    status: 'timeout',
  },
  'a refusal of a plain call': {
    isStream: false,
    hasStarted: false,
    goesOn: refusal(400),
    reads: 'all',
    kind: 'bad_request',
    status: '400',
  },
  'an error before the first chunk': {
    isStream: true,
    hasStarted: false,
    goesOn: refusal(400),
    reads: 'all',
    kind: 'bad_request',
    status: '400',
  },
  'an error after the first chunk': {
    isStream: true,
    hasStarted: true,
    goesOn: (response) => response.destroy(),
    reads: 'all',
    kind: 'network',
    status: 'network',
  },
  'an abort of a plain call': {
    isStream: false,
    hasStarted: false,
    goesOn: 'abort',
    reads: 'all',
    kind: 'aborted',
    status: 'aborted',
  },
  'an abort before the first chunk': {
    isStream: true,
    hasStarted: false,
    goesOn: 'abort',
    reads: 'all',
    kind: 'aborted',
    status: 'aborted',
  },
  'an abort after the first chunk': {
    isStream: true,
    hasStarted: true,
    goesOn: 'abort',
    reads: 'all',
    kind: 'aborted',
    status: 'aborted',
  },
  'a reader who goes': {
    isStream: true,
    hasStarted: true,
    goesOn: (response) => response.write(delta('b')),
    reads: 'one',
    kind: 'aborted',
    status: 'aborted',
  },
};

const targetOf = (url: string, { timeoutMs }: Scenario): Deployment =>
  deployment({ baseUrl: url, timeoutMs, maxConcurrent: 1 });

for (const [layerName, layer] of Object.entries(layers)) {
  for (const [name, scenario] of Object.entries(scenarios)) {
    Contract(`${layerName} keeps the contract through ${name}`, () =>
      withExchange(scenario, async (url, exchange) => {
        const metrics = createMetrics();
        const transport = new Transport({});
        const target = targetOf(url, scenario);
        const send = createSend(transport);
        const next: Handler = (asked, given) => send(asked, { ...given, deployment: target });
        try {
          await play(scenario, exchange, layer, metrics, layer.wrap(next, metrics, target));
        } finally {
          await transport.close();
        }
      }),
    );
  }
}

for (const [name, scenario] of Object.entries(scenarios)) {
  Contract(`the whole stack keeps the contract through ${name}`, () =>
    withExchange(scenario, async (url, exchange) => {
      const metrics = createMetrics();
      const models = modelsOf(targetOf(url, scenario));
      const onBody = () => {};
      const outages = { maxMs: 1_000 };
      const core = createCallCore({ models, metrics, pipeline: 'pipe', env: {}, outages, onBody });
      try {
        const layer: Layer = { wrap: () => core.call, holdsPermit: true, isMeter: true };
        await play(scenario, exchange, layer, metrics, core.call);
      } finally {
        await core.close();
      }
    }),
  );
}

interface Exchange {
  seen: readonly Seen[];
  /** Resolves when the upstream has the request and has sent what comes first. */
  isUnderWay: Promise<void>;
  goOn(): void;
}

const withExchange = (
  { hasStarted, goesOn }: Scenario,
  use: (url: string, exchange: Exchange) => Promise<void>,
): Promise<void> => {
  const underWay = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  return withUpstream(
    [
      async (response, seen) => {
        if (hasStarted) response.write(delta('a'));
        underWay.resolve();
        await gate.promise;
        if (goesOn !== 'abort') goesOn(response, seen);
      },
    ],
    ({ url, seen }) => use(url, { seen, isUnderWay: underWay.promise, goOn: gate.resolve }),
  );
};

/** Goes through a scenario and holds the layer to what it must hold, release and tell. */
async function play(
  { isStream, hasStarted, goesOn, reads, kind, status }: Scenario,
  { seen, isUnderWay, goOn }: Exchange,
  { holdsPermit, isMeter }: Layer,
  metrics: Metrics,
  call: Handler<AttemptContext>,
): Promise<void> {
  const limiter = limitConcurrency(1);
  const controller = new AbortController();
  const { signal } = controller;
  const assertHeld = (isHeld: boolean) => {
    const inFlight = isHeld && isMeter ? { 'openai_compatible m': 1 } : {};
    assert.equal(valuesOf(metrics.requestsInFlight), inFlight);
    assert.equal(valuesOf(metrics.limiterQueued), {});
    assert.is(isFree(limiter), !(isHeld && holdsPermit));
  };

  const replying = call(
    request({ stream: isStream }),
    attemptContext({ signal, limiters: [limiter] }),
  );
  replying.catch(() => 'looked at below');
  await isUnderWay;
  assertHeld(true);
  if (hasStarted) {
    await replying;
    assertHeld(true);
    assert.equal(valuesOf(metrics.requests), {});
  }

  if (goesOn === 'abort') controller.abort();
  else goOn();
  const { outcome, settled } = await endOf(replying, reads, kind !== undefined && !hasStarted);
  assert.is(outcome.error?.kind, kind);
  assert.is(outcome.usage?.promptTokens, kind ? undefined : 7);
  assertHeld(false);
  await new Promise(setImmediate);
  assert.is(settled(), 1);
  assert.is(seen.length, 1, 'nothing is tried again');
  assert.equal(valuesOf(metrics.requests), isMeter ? { [`openai_compatible m ${status}`]: 1 } : {});
}

/** How a call ends for its reader: its outcome, and how often that was settled. */
async function endOf(
  replying: Promise<Reply>,
  reads: Scenario['reads'],
  isThrown: boolean,
): Promise<{ outcome: Outcome; settled: () => number }> {
  if (isThrown) {
    const error = await upstreamErrorOf(replying);
    return { outcome: { error, usage: undefined }, settled: () => 1 };
  }
  const reply = await replying;
  let count = 0;
  const counting = reply.done.then(() => {
    count += 1;
  });
  const thrown = await read(reply, reads);
  await counting;
  const outcome = await reply.done;
  if (reads === 'all') assert.is(thrown, outcome.error);
  return { outcome, settled: () => count };
}

/** What the chunks throw. */
async function read({ chunks }: Reply, reads: Scenario['reads']): Promise<unknown> {
  if (reads === 'nothing') return undefined;
  try {
    for await (const _ of chunks) if (reads === 'one') break;
    return undefined;
  } catch (error) {
    return error;
  }
}

Contract.run();
