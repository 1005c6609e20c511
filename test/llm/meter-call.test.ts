import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { Outcome, Reply } from '../../lib/llm/handler.ts';
import { meterCall } from '../../lib/llm/meter-call.ts';
import { PlainReply } from '../../lib/llm/plain-reply.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { context, request, scripted, upstreamErrorOf } from '../support/calls.ts';
import { observationsOf } from '../support/metric-values.ts';

const Meter = suite('meter of calls');

const source = { model: 'm', deployment: 'd' };
const error = new UpstreamError('network', 'broken');

Meter('measures a call to the end of its reply', async () => {
  const metrics = createMetrics();
  const { promise: done, resolve } = Promise.withResolvers<Outcome>();
  const { chunks } = new PlainReply({ body: {}, source });
  const reply: Reply = { status: 200, source, answer: undefined, outcome: undefined, chunks, done };
  const call = meterCall(metrics, 'pipe')(scripted(reply).handler);
  assert.is(await call(request(), context()), reply);
  assert.equal(observationsOf(metrics.callDuration), {});
  resolve({ error: undefined, usage: undefined });
  await done;
  assert.equal(observationsOf(metrics.callDuration), { 'pipe stage success': 1 });
});

Meter('tells calls that fail at once, or later, from those that succeed', async () => {
  const metrics = createMetrics();
  const { chunks } = new PlainReply({ body: {}, source });
  const done = Promise.resolve({ error, usage: undefined });
  const late: Reply = { status: 200, source, answer: undefined, outcome: undefined, chunks, done };
  const call = meterCall(metrics, 'pipe')(scripted(error, late).handler);
  assert.is(await upstreamErrorOf(call(request(), context())), error);
  await call(request(), context());
  await done;
  assert.equal(observationsOf(metrics.callDuration), { 'pipe stage error': 2 });
});

Meter.run();
