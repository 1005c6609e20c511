import { mock } from 'node:test';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RunObserver } from '../../lib/cli/run-observer.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { Counts } from '../../lib/pipeline/counts.ts';

const Observer = suite('run observer');

const readsAll = { readsAll: true };

/** Observes a run of such counts over an input. */
function observing(
  counts: Partial<Counts>,
  input: { bytesRead: number; sizeBytes: number | undefined },
  options = readsAll,
): RunObserver {
  const observer = new RunObserver(createMetrics(), options);
  observer.start(Object.assign(new Counts(), counts), input);
  observer.stop();
  return observer;
}

const ended = { written: 8, failed: 3, filtered: 1, resumed: 0, unfinished: 0 };

Observer('has nothing to tell before the start', () => {
  const status = new RunObserver(createMetrics(), readsAll).read();
  assert.equal([status.read, status.done, status.share, status.eta_seconds], [0, 0, null, null]);
});

Observer('adds up what has become of the records, and what the metrics know', () => {
  const metrics = createMetrics();
  const observer = new RunObserver(metrics, readsAll);
  observer.start(Object.assign(new Counts(), { read: 20, ended }), {
    bytesRead: 0,
    sizeBytes: undefined,
  });
  observer.stop();
  for (const model of ['a', 'b']) {
    const upstream = { provider: 'p', model };
    metrics.requests.inc({ ...upstream, status: '429' }, 60);
    metrics.requests.inc({ ...upstream, status: '200' }, 5);
    metrics.requestsInFlight.labels(upstream).inc(16);
    metrics.cost.inc(upstream, 0.25);
  }
  const { seconds, per_second: perSecond, ...status } = observer.read();
  assert.ok(seconds > 0 && perSecond > 0);
  assert.equal(status, {
    read: 20,
    done: 12,
    written: 8,
    failed: 3,
    filtered: 1,
    in_flight: 32,
    rate_limited: 120,
    cost_usd: 0.5,
    share: null,
    eta_seconds: null,
  });
});

Observer('takes the rest of the input to be as the records read so far', () => {
  const counts = { taken: 50, read: 30, ended };
  const status = observing(counts, { bytesRead: 1_000, sizeBytes: 2_000 }).read();
  assert.is(status.share, 0.12);
  const left = Math.round((status.eta_seconds ?? 0) * status.per_second);
  assert.is(left, 88);
});

Observer('is never beyond the end', () => {
  const status = observing({ taken: 12, ended }, { bytesRead: 200, sizeBytes: 150 }).read();
  assert.equal([status.share, status.eta_seconds], [1, 0]);
});

Observer('foretells no end where the size does not tell it', () => {
  const counts = { taken: 50, ended };
  const half = { bytesRead: 1_000, sizeBytes: 2_000 };
  const draining = observing(counts, half);
  draining.drain();
  for (const observer of [
    observing(counts, { bytesRead: 1_000, sizeBytes: undefined }),
    observing({ taken: 0 }, half),
    observing(counts, half, { readsAll: false }),
    draining,
  ]) {
    const { share, eta_seconds: eta } = observer.read();
    assert.equal([share, eta], [null, null]);
  }
});

Observer('foretells no end as long as nothing gets done', () => {
  assert.is(observing({ taken: 50 }, { bytesRead: 1, sizeBytes: 2 }).read().eta_seconds, null);
});

Observer('looks at its rate each second by itself, until it is stopped', () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    let looks = 0;
    const look = () => {
      looks += 1;
      return ended;
    };
    const counts = Object.defineProperty(new Counts(), 'ended', { get: look });
    const observer = new RunObserver(createMetrics(), readsAll);
    observer.start(counts, { bytesRead: 0, sizeBytes: undefined });
    mock.timers.tick(3_000);
    assert.is(looks, 3);
    observer.stop();
    mock.timers.tick(3_000);
    assert.is(looks, 3);
  } finally {
    mock.timers.reset();
  }
});

Observer.run();
