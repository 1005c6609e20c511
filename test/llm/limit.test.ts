import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { Outcome } from '../../lib/llm/handler.ts';
import { limit } from '../../lib/llm/limit.ts';
import { type Limiter, limitConcurrency } from '../../lib/llm/limiter.ts';
import { PlainReply } from '../../lib/llm/plain-reply.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { attemptContext, isFree, request, scripted, upstreamErrorOf } from '../support/calls.ts';
import { observationsOf, valuesOf } from '../support/metric-values.ts';

const Limit = suite('limit');

const source = { model: 'm', deployment: 'd' };
const reply = new PlainReply({ body: {}, source });
const never = new AbortController().signal;
Limit('holds the permits until done, not until it returns', async () => {
  const [own, theirs] = [limitConcurrency(1), limitConcurrency(1)];
  const { promise: done, resolve } = Promise.withResolvers<Outcome>();
  const { chunks } = reply;
  const streamed = { status: 200, source, answer: undefined, outcome: undefined, chunks, done };
  const { handler } = scripted(streamed);
  const call = limit(() => [theirs], createMetrics())(handler);
  await call(request(), attemptContext({ limiters: [own] }));
  assert.equal([isFree(own), isFree(theirs)], [false, false]);
  resolve({ error: undefined, usage: undefined });
  await done;
  assert.equal([isFree(own), isFree(theirs)], [true, true]);
});

Limit('has given the permits back when an answer comes as a whole', async () => {
  const limiter = limitConcurrency(1);
  const call = limit(() => [limiter], createMetrics())(scripted(reply).handler);
  await call(request(), attemptContext());
  assert.ok(isFree(limiter));
});

Limit('gives the permits back when the attempt fails', async () => {
  const limiter = limitConcurrency(1);
  const { handler } = scripted(new UpstreamError('network', 'broken'));
  const call = limit(() => [limiter], createMetrics())(handler);
  await upstreamErrorOf(call(request(), attemptContext()));
  assert.ok(isFree(limiter));
});

Limit("takes the caller's permits before the deployment's", async () => {
  const order: string[] = [];
  const named = (name: string): Limiter => ({
    acquire: () => {
      order.push(`take ${name}`);
      return () => order.push(`give ${name}`);
    },
  });
  const { handler } = scripted(reply);
  const call = limit(() => [named('theirs')], createMetrics())(handler);
  await call(request(), attemptContext({ limiters: [named('own'), named('shared')] }));
  await reply.done;
  assert.equal(order.slice(0, 3), ['take own', 'take shared', 'take theirs']);
  assert.equal(order.slice(3), ['give own', 'give shared', 'give theirs']);
});

Limit('shows who waits, and measures how long', async () => {
  const limiter = limitConcurrency(1);
  const metrics = createMetrics();
  const call = limit(() => [limiter], metrics)(scripted(reply).handler);
  const hold = limiter.acquire(never);
  const waiting = call(request(), attemptContext());
  assert.equal(valuesOf(metrics.limiterQueued), { 'openai_compatible m': 1 });
  assert.equal(observationsOf(metrics.limiterWait), {});
  if (!(hold instanceof Promise)) hold();
  await waiting;
  assert.equal(valuesOf(metrics.limiterQueued), {});
  assert.equal(observationsOf(metrics.limiterWait), { 'openai_compatible m': 1 });
});

Limit('gives back what it has when aborted while it waits for the rest', async () => {
  const [first, second, third] = [limitConcurrency(1), limitConcurrency(1), limitConcurrency(1)];
  const holds = [second.acquire(never), third.acquire(never)];
  const metrics = createMetrics();
  const { handler, requests } = scripted(reply);
  const call = limit(() => [third], metrics)(handler);
  const controller = new AbortController();
  const limiters = [first, second];
  const waiting = call(request(), attemptContext({ limiters, signal: controller.signal }));
  assert.not(isFree(first));
  const [hold] = holds;
  if (hold && !(hold instanceof Promise)) hold();
  await new Promise(setImmediate);
  controller.abort();
  assert.is((await upstreamErrorOf(waiting)).kind, 'aborted');
  assert.equal([isFree(first), isFree(second), requests.length], [true, true, 0]);
  assert.equal(valuesOf(metrics.limiterQueued), {});
});

Limit.run();
