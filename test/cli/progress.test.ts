import { mock } from 'node:test';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { showProgress } from '../../lib/cli/progress.ts';
import type { Input } from '../../lib/io/input.ts';
import { Counts } from '../../lib/pipeline/counts.ts';
import { memoryLog } from './capture.ts';

const Progress = suite('progress');

const inputOf = (bytesRead: number, sizeBytes?: number): Input => ({
  batches: (async function* () {})(),
  bytesRead,
  sizeBytes,
  close() {},
});

const terminal = { isTTY: true, columns: 80 };

/** What a terminal shows two seconds into a run; then the run ends. */
function shown(counts: Counts, input: Input): string {
  const { log, text } = memoryLog('normal', terminal);
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const stop = showProgress(log, counts, input);
    mock.timers.tick(2_000);
    const status = text();
    stop();
    mock.timers.tick(10_000);
    assert.is(text(), `${status}\u001b[2K\u001b[1G`);
    return status;
  } finally {
    mock.timers.reset();
  }
}

Progress('shows what is done, how fast, and what is under way', () => {
  const counts = new Counts();
  counts.read = 20;
  Object.assign(counts.ended, { written: 8, filtered: 1, failed: 3 });
  assert.match(shown(counts, inputOf(1)), /^12 done {2}[\d.]+\/s {2}8 under way {2}3 failed$/);
});

Progress('shows how much of the input is read where its size is known', () => {
  assert.match(
    shown(new Counts(), inputOf(199, 400)),
    /^0 done {2}49% read {2}0\.0\/s {2}0 under way$/,
  );
});

Progress('shows nothing where stderr is no terminal', () => {
  const { log, text } = memoryLog('normal');
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const stop = showProgress(log, new Counts(), inputOf(0));
    mock.timers.tick(10_000);
    stop();
    assert.is(text(), '');
  } finally {
    mock.timers.reset();
  }
});

Progress.run();
