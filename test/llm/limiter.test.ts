import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Limiter, limitConcurrency, limitRate, type Release } from '../../lib/llm/limiter.ts';
import { sleep } from '../../lib/llm/sleep.ts';
import { upstreamErrorOf } from '../support/calls.ts';

const Concurrency = suite('limit of concurrency');
const Rate = suite('limit of rate');

const never = new AbortController().signal;

function now(limiter: Limiter): Release {
  const permit = limiter.acquire(never);
  if (permit instanceof Promise) throw new TypeError('no permit is free');
  return permit;
}

function later(limiter: Limiter, signal: AbortSignal = never): Promise<Release> {
  const permit = limiter.acquire(signal);
  assert.instance(permit, Promise);
  return Promise.resolve(permit);
}

const timers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

Concurrency('gives free permits at once, then first come first served', async () => {
  const limiter = limitConcurrency(2);
  const releases = [now(limiter), now(limiter)];
  const order: number[] = [];
  const waits = [1, 2, 3].map((name) =>
    later(limiter).then((release) => {
      order.push(name);
      return release;
    }),
  );
  for (const release of releases) release();
  (await Promise.all(waits.slice(0, 2)))[0]?.();
  await waits[2];
  assert.equal(order, [1, 2, 3]);
});

Concurrency('never lets a newcomer pass those who wait', async () => {
  const limiter = limitConcurrency(1);
  const release = now(limiter);
  const first = later(limiter);
  release();
  const second = later(limiter);
  (await first)();
  await second;
});

Concurrency('counts a permit that is given back twice once', async () => {
  const limiter = limitConcurrency(1);
  const release = now(limiter);
  release();
  release();
  now(limiter);
  void later(limiter);
});

Concurrency('loses no permit when a caller leaves the queue', async () => {
  const limiter = limitConcurrency(1);
  const release = now(limiter);
  const controller = new AbortController();
  const leaving = later(limiter, controller.signal);
  controller.abort();
  assert.is((await upstreamErrorOf(leaving)).kind, 'aborted');
  release();
  now(limiter)();
  now(limiter);
});

Concurrency.run();

/** The times of all grants to callers who come as fast as they are served. */
async function grantsOf(limiter: Limiter, forMs: number): Promise<number[]> {
  const times: number[] = [];
  const until = performance.now() + forMs;
  const caller = async () => {
    for (;;) {
      await limiter.acquire(never);
      const at = performance.now();
      if (at > until) return;
      times.push(at);
    }
  };
  await Promise.all(Array.from({ length: 20 }, caller));
  return times;
}

/** The most grants in any second. */
function densest(times: readonly number[]): number {
  let first = 0;
  let most = 0;
  for (const [last, at] of times.entries()) {
    while ((times[first] ?? at) <= at - 1_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

Rate('grants 500 a second by leases of 5, and never more than one lease beyond', async () => {
  const limiter = limitRate(500);
  const warmUp = await grantsOf(limiter, 50);
  await sleep(30, never);
  const times = [...warmUp, ...(await grantsOf(limiter, 1_100))];
  assert.ok(densest(times) <= 505, `${densest(times)} in a second`);
  assert.ok(densest(times) > 400, `${densest(times)} in a second`);
});

/** Asks for many permits at once; those that have to wait. */
function ask(limiter: Limiter, signal: AbortSignal): Promise<Release>[] {
  const permits = Array.from({ length: 500 }, () => limiter.acquire(signal));
  return permits.filter((permit) => permit instanceof Promise);
}

/** How many permits are free at once; the least of several tries, since a busy machine may see two leases in one. */
async function freeAtOnce(prepare: () => Limiter | Promise<Limiter>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5; tries += 1) {
    const controller = new AbortController();
    const waits = ask(await prepare(), controller.signal);
    least = Math.min(least, 500 - waits.length);
    controller.abort();
    await Promise.allSettled(waits);
  }
  return least;
}

/** How many waiting callers are served in one turn. */
async function servedAtOnce(limiter: Limiter): Promise<number> {
  const controller = new AbortController();
  const waits = ask(limiter, controller.signal);
  let served = 0;
  for (const wait of waits) {
    void wait.then(
      () => {
        served += 1;
      },
      () => {},
    );
  }
  await Promise.race(waits);
  for (let turn = 0; turn < 10; turn += 1) await undefined;
  controller.abort();
  return served;
}

for (const [perSecond, lease] of [
  [200, 1],
  [201, 3],
  [500, 5],
  [5_000, 50],
] as const) {
  Rate(`grants ${lease} at a time at ${perSecond} a second`, async () => {
    assert.is(await freeAtOnce(() => limitRate(perSecond)), lease);
    assert.is(await servedAtOnce(limitRate(perSecond)), lease);
  });
}

Rate('begins a lease at once when the last has ended', async () => {
  const limiter = limitRate(500);
  for (const _ of [1, 2, 3]) {
    now(limiter);
    await sleep(12, never);
  }
});

Rate('does not add what an old lease has left to a new one', async () => {
  const used = async () => {
    const limiter = limitRate(5_000);
    now(limiter);
    await sleep(12, never);
    return limiter;
  };
  assert.is(await freeAtOnce(used), 50);
});

Rate('leaves no timer when the last caller has left the queue', async () => {
  const limiter = limitRate(1 / 60);
  const before = timers();
  now(limiter);
  for (const waitMs of [undefined, 0, 10]) {
    const controller = new AbortController();
    const waits = [later(limiter, controller.signal), later(limiter, controller.signal)];
    if (waitMs !== undefined) await sleep(waitMs, never);
    controller.abort();
    for (const wait of waits) assert.is((await upstreamErrorOf(wait)).kind, 'aborted');
    const deadline = performance.now() + 1_000;
    while (timers() > before && performance.now() < deadline) await new Promise(setImmediate);
    assert.is(timers(), before, `after ${waitMs} ms`);
  }
});

Rate('keeps its pace when callers have left, neither faster nor slower', async () => {
  const limiter = limitRate(2);
  const from = performance.now();
  now(limiter);
  for (const _ of [1, 2, 3]) {
    const controller = new AbortController();
    const leaving = later(limiter, controller.signal);
    await sleep(100, never);
    controller.abort();
    await upstreamErrorOf(leaving);
  }
  await later(limiter);
  const firstMs = performance.now() - from;
  await later(limiter);
  const secondMs = performance.now() - from;
  // Begun anew by each who left it would be 800 ms; a busy machine may add some.
  assert.ok(firstMs >= 498 && firstMs < 790, `${firstMs} ms`);
  assert.ok(secondMs >= 996, `${secondMs} ms`);
});

Rate('serves those who stay when others leave', async () => {
  const limiter = limitRate(100);
  now(limiter);
  const controller = new AbortController();
  const waits = [never, controller.signal, never, controller.signal, never].map((signal) =>
    later(limiter, signal),
  );
  controller.abort();
  const results = await Promise.allSettled(waits);
  assert.equal(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
  );
});

Rate('refuses a call that is aborted already', async () => {
  const limiter = limitRate(1 / 60);
  const before = timers();
  assert.is((await upstreamErrorOf(later(limiter, AbortSignal.abort()))).kind, 'aborted');
  await new Promise(setImmediate);
  assert.is(timers(), before);
});

Rate.run();
