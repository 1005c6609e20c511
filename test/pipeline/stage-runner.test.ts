import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordError } from '../../lib/errors.ts';
import { newTrace } from '../../lib/llm/handler.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { StageRunner } from '../../lib/pipeline/stage-runner.ts';
import { PipeRecord } from '../../lib/record.ts';
import type { Stage, StageContext } from '../../lib/stages/stage.ts';

const Runner = suite('stage runner');

const record = () => new PipeRecord(0, { file: 'a', line: 1 }, '{}');
const context: StageContext = {
  signal: new AbortController().signal,
  drain: new AbortController().signal,
  once: (_key, call) => call(),
  trace: newTrace(),
};
const labels = { pipeline: 'p', stage: 's' };

function runnerOf(run: Stage['run'], maxConcurrent?: number) {
  const metrics = createMetrics();
  const runner = new StageRunner({ label: 's', maxConcurrent, run }, 'p', metrics);
  const counts = () => ({
    in: metrics.stageRecordsIn.labels(labels).value,
    out: metrics.stageRecordsOut.labels(labels).value,
    inProgress: metrics.stageInProgress.labels(labels).value,
    measured: metrics.stageDuration.labels(labels).counts.reduce((sum, count) => sum + count, 0),
  });
  return { runner, counts };
}

Runner('counts what enters a stage and what leaves it', async () => {
  const results = [record(), undefined, [record(), record(), record()], []];
  for (const isSync of [true, false]) {
    const given = [...results];
    const { runner, counts } = runnerOf(() =>
      isSync ? given.shift() : Promise.resolve(given.shift()),
    );
    for (const result of results) assert.is(await runner.run(record(), context), result);
    assert.equal(counts(), { in: 4, out: 4, inProgress: 0, measured: 4 });
  }
});

Runner('tells how many records wait inside', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const { runner, counts } = runnerOf(() => promise);
  const running = [runner.run(record(), context), runner.run(record(), context)];
  assert.is(counts().inProgress, 2);
  resolve(undefined);
  await Promise.all(running);
  assert.is(counts().inProgress, 0);
});

Runner('passes failures on, which leave nothing inside', async () => {
  const failure = new RecordError('template', 'broken');
  const { runner, counts } = runnerOf(async () => {
    throw failure;
  });
  const thrown = await Promise.resolve(runner.run(record(), context)).catch((error) => error);
  assert.is(thrown, failure);
  assert.equal(counts(), { in: 1, out: 0, inProgress: 0, measured: 0 });
  const sync = runnerOf(() => {
    throw failure;
  });
  assert.throws(() => sync.runner.run(record(), context), /broken/);
  assert.equal(sync.counts(), { in: 1, out: 0, inProgress: 0, measured: 0 });
});

Runner('has as many places as the stage allows', async () => {
  const { runner } = runnerOf(() => undefined, 2);
  const { signal } = new AbortController();
  const places = [runner.enter(signal), runner.enter(signal)];
  assert.ok(places.every((place) => typeof place === 'function'));
  const third = runner.enter(signal);
  assert.instance(third, Promise);
  const [first] = places;
  if (typeof first === 'function') first();
  assert.type(await third, 'function');
});

Runner('has no end of places where a stage never waits', () => {
  const { runner } = runnerOf(() => undefined);
  assert.is(runner.enter(new AbortController().signal), undefined);
});

Runner.run();
