import { mock } from 'node:test';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Periodic } from '../../lib/cli/periodic.ts';

const PeriodicTest = suite('periodic');

PeriodicTest('does its work again and again, never twice at once', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const ends: (() => void)[] = [];
    const work = () => new Promise<void>((resolve) => ends.push(resolve));
    const periodic = new Periodic(work, 1_000);
    mock.timers.tick(999);
    assert.is(ends.length, 0);
    mock.timers.tick(3_000);
    assert.is(ends.length, 1);
    ends[0]?.();
    await Promise.resolve();
    await Promise.resolve();
    mock.timers.tick(1_000);
    assert.is(ends.length, 2);
    const stopping = periodic.stop();
    assert.is(await Promise.race([stopping, 'waits']), 'waits');
    ends[1]?.();
    await stopping;
    mock.timers.tick(10_000);
    assert.is(ends.length, 2);
  } finally {
    mock.timers.reset();
  }
});

PeriodicTest.run();
