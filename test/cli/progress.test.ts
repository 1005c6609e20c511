import { mock } from 'node:test';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { showProgress } from '../../lib/cli/progress.ts';
import { RunObserver } from '../../lib/cli/run-observer.ts';
import { erase } from '../../lib/cli/status-line.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { Counts } from '../../lib/pipeline/counts.ts';
import { memoryLog } from './capture.ts';

const Progress = suite('progress');

/** Shows a run on such a stream; `after` lets time pass, and gives what is shown by then. */
function shown(
  log: ReturnType<typeof memoryLog>,
  use: (counts: Counts, after: (ms: number) => string) => void,
): void {
  mock.timers.enable({ apis: ['setInterval'] });
  const observer = new RunObserver(createMetrics(), { readsAll: true });
  try {
    const counts = new Counts();
    observer.start(counts, { bytesRead: 0, sizeBytes: undefined });
    const stop = showProgress(log.log, observer);
    use(counts, (ms) => {
      mock.timers.tick(ms);
      return log.text();
    });
    stop();
    const before = log.text();
    mock.timers.tick(60_000);
    assert.is(log.text(), before);
  } finally {
    observer.stop();
    mock.timers.reset();
  }
}

Progress('redraws a terminal five times a second from the start', () => {
  const log = memoryLog('normal', { isTTY: true, columns: 80 });
  shown(log, (counts, after) => {
    assert.is(after(0), `${erase}0 done  0.0/s  0 in flight\r`);
    counts.ended.written = 2;
    const frames = (text: string) => text.split(erase).slice(1);
    assert.is(frames(after(199)).length, 1);
    assert.match(frames(after(1))[1] ?? '', /^2 done {2}.*\r$/);
    assert.is(frames(after(1_000)).length, 7);
  });
  assert.ok(log.text().endsWith(erase));
});

Progress('tells a plain line each half minute where there is no terminal', () => {
  const log = memoryLog('normal');
  shown(log, (counts, after) => {
    counts.ended.written = 1_234;
    assert.is(after(29_999), '');
    assert.match(after(1), /^llm-pipe: 1,234 done {2}[\d.,]+\/s {2}0 in flight\n$/);
    assert.is(after(60_000).split('\n').length, 4);
  });
});

Progress('shows nothing to who wants quiet', () => {
  for (const log of [memoryLog('quiet'), memoryLog('quiet', { isTTY: true, columns: 80 })]) {
    shown(log, (_counts, after) => assert.is(after(60_000), ''));
  }
});

Progress.run();
