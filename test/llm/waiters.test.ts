import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Waiters } from '../../lib/llm/waiters.ts';
import { upstreamErrorOf } from '../support/calls.ts';

const Queue = suite('waiters');

const never = new AbortController().signal;

Queue('wake in the order in which they came', async () => {
  const waiters = new Waiters();
  const woken: number[] = [];
  const waits = [1, 2, 3].map((name) => waiters.wait(never).then(() => woken.push(name)));
  assert.is(waiters.size, 3);
  while (waiters.wakeOne());
  await Promise.all(waits);
  assert.equal([woken, waiters.size], [[1, 2, 3], 0]);
});

Queue('say when nobody waits', () => {
  assert.not(new Waiters().wakeOne());
});

Queue('leave when aborted, and are passed over', async () => {
  const waiters = new Waiters();
  const controller = new AbortController();
  const leaving = waiters.wait(controller.signal);
  const staying = waiters.wait(never);
  controller.abort('enough');
  const error = await upstreamErrorOf(leaving);
  assert.equal([error.kind, error.cause, waiters.size], ['aborted', 'enough', 1]);
  assert.ok(waiters.wakeOne());
  await staying;
  assert.not(waiters.wakeOne());
});

Queue('do not begin to wait when aborted already', async () => {
  const waiters = new Waiters();
  assert.is((await upstreamErrorOf(waiters.wait(AbortSignal.abort()))).kind, 'aborted');
  assert.is(waiters.size, 0);
});

Queue('stay woken when the abort comes later', async () => {
  const waiters = new Waiters();
  const controller = new AbortController();
  const wait = waiters.wait(controller.signal);
  waiters.wakeOne();
  controller.abort();
  await wait;
  assert.is(waiters.size, 0);
});

Queue.run();
