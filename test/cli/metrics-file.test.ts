import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { mock } from 'node:test';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MetricsFile } from '../../lib/cli/metrics-file.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { withFolder } from '../io/with-folder.ts';
import { until } from '../simulator/with-simulator.ts';
import { memoryLog } from './capture.ts';

const File = suite('metrics file');

/** Metrics of a pipeline p in a file of this name, which may already hold a text. */
const filing = (
  before: string | undefined,
  use: (setting: {
    file: MetricsFile;
    metrics: ReturnType<typeof createMetrics>;
    read: () => string;
    folder: string;
    told: () => string;
  }) => Promise<void>,
): Promise<void> =>
  withFolder(async (folder) => {
    const path = join(folder, 'p.prom');
    if (before !== undefined) writeFileSync(path, before);
    const metrics = createMetrics();
    const { log, text } = memoryLog('normal');
    const file = new MetricsFile(path, metrics, log);
    try {
      const read = () => readFileSync(path, 'utf8');
      await use({ file, metrics, folder, read, told: text });
    } finally {
      await file.close();
    }
  });

const lastSuccess = (value: number): string =>
  `llm_pipe_last_success_timestamp_seconds{pipeline="p"} ${value}\n`;

File('is written at the start and at the end, and leaves no other file', () =>
  filing(undefined, async ({ file, metrics, read, folder, told }) => {
    await file.begin('p');
    assert.not.match(read(), 'llm_pipe_records_read_total{');
    metrics.recordsRead.inc({ pipeline: 'p' }, 3);
    await file.end();
    assert.match(read(), '\nllm_pipe_records_read_total{pipeline="p"} 3\n');
    assert.equal(readdirSync(folder), ['p.prom']);
    assert.is(told(), '');
  }),
);

File('is written every 15 seconds', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    await filing(undefined, async ({ file, metrics, read }) => {
      await file.begin('p');
      metrics.recordsRead.inc({ pipeline: 'p' }, 3);
      mock.timers.tick(15_000);
      await until(() => read().includes('records_read_total{pipeline="p"} 3\n'));
    });
  } finally {
    mock.timers.reset();
  }
});

File('keeps the time of the last success from the file before', () =>
  filing(`other 1\n${lastSuccess(123.5)}`, async ({ file, read }) => {
    await file.begin('p');
    await file.end();
    assert.match(read(), `\n${lastSuccess(123.5)}`);
    assert.not.match(read(), '\nother');
  }),
);

File('has the time of a new success in its place', () =>
  filing(lastSuccess(123.5), async ({ file, metrics, read }) => {
    await file.begin('p');
    metrics.lastSuccess.set({ pipeline: 'p' }, 456);
    await file.end();
    assert.match(read(), lastSuccess(456));
  }),
);

for (const before of [
  lastSuccess(1).replace('"p"', '"other"'),
  lastSuccess(1).replace(' 1\n', ' x\n'),
  '\u0000',
]) {
  File(`takes nothing over from ${JSON.stringify(before)}`, () =>
    filing(before, async ({ file, read, told }) => {
      await file.begin('p');
      assert.not.match(read(), 'last_success_timestamp_seconds{');
      assert.is(told(), '');
    }),
  );
}

File('warns where it cannot be written, and never replaces a device or folder', () =>
  withFolder(async (folder) => {
    mkdirSync(join(folder, 'folder'));
    symlinkSync('/dev/null', join(folder, 'device'));
    for (const [path, reason] of [
      [join(folder, 'none/p.prom'), 'no such file or directory'],
      [join(folder, 'folder'), 'is no regular file'],
      // A link, so that faulty code cannot replace the device.
      [join(folder, 'device'), 'is no regular file'],
    ] as const) {
      const { log, text } = memoryLog('normal');
      const file = new MetricsFile(path, createMetrics(), log);
      await file.begin('p');
      await file.end();
      assert.is(text(), `warning: cannot write the metrics file ${path}: ${reason}\n`);
      log.flush();
    }
    assert.equal(readdirSync(folder), ['device', 'folder']);
    assert.ok(lstatSync(join(folder, 'device')).isSymbolicLink());
  }),
);

File.run();
