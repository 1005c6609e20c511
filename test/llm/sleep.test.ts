import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sleep } from '../../lib/llm/sleep.ts';
import { upstreamErrorOf } from '../support/calls.ts';

const Sleep = suite('sleep');

const timers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

Sleep('ends after the time, at once for none', async () => {
  const from = performance.now();
  await sleep(10, new AbortController().signal);
  assert.ok(performance.now() - from >= 9);
  await sleep(-1, new AbortController().signal);
});

Sleep('ends when aborted and leaves no timer', async () => {
  const before = timers();
  const controller = new AbortController();
  const wait = sleep(60_000, controller.signal);
  assert.is(timers(), before + 1);
  controller.abort('enough');
  const error = await upstreamErrorOf(wait);
  assert.equal([error.kind, error.cause, timers()], ['aborted', 'enough', before]);
});

Sleep('does not take a time beyond all timers for none', async () => {
  const controller = new AbortController();
  const wait = sleep(2 ** 40, controller.signal);
  await sleep(5, new AbortController().signal);
  controller.abort();
  assert.is((await upstreamErrorOf(wait)).kind, 'aborted');
});

Sleep.run();
