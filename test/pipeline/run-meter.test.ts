import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordError } from '../../lib/errors.ts';
import { openDeadLetter } from '../../lib/io/dead-letter.ts';
import { type Input, openInput } from '../../lib/io/input.ts';
import { openFileSink } from '../../lib/io/sink.ts';
import { createMetrics, type Metrics, outcomes } from '../../lib/metrics.ts';
import { runBatch } from '../../lib/pipeline/run-batch.ts';
import { withFolder } from '../io/with-folder.ts';
import { idOf, stageOf } from './drive.ts';

const Meter = suite('run meter');

const never = new AbortController().signal;
const labels = { pipeline: 'p' };

/** Runs records of which every fourth fails, in one way or another, and every fourth is filtered out. */
async function runIn(folder: string, input: Input, metrics: Metrics) {
  const stage = stageOf((record) => {
    const fate = idOf(record) % 8;
    if (fate === 0) throw new RecordError('template', 'no');
    if (fate === 4) throw new RecordError('too_large', 'no');
    return fate % 4 === 1 ? undefined : record;
  });
  const { counts } = await runBatch(
    {
      pipeline: { name: 'p', stages: [stage] },
      input,
      sink: openFileSink(join(folder, 'out')),
      deadLetter: openDeadLetter(join(folder, 'errors')),
      order: 'input',
      metrics,
    },
    { drain: never, abort: never },
  );
  return counts;
}

const inputOf = (folder: string, records: number): Input => {
  const path = join(folder, 'in');
  writeFileSync(path, '{"text":"0123456789"}\n'.repeat(records));
  return openInput([path], new PassThrough(), { maxRecordBytes: 1_000 });
};

Meter('tells of records what the counts tell', () =>
  withFolder(async (folder) => {
    const metrics = createMetrics();
    const counts = await runIn(folder, inputOf(folder, 20_000), metrics);
    assert.is(metrics.recordsRead.labels(labels).value, 20_000);
    for (const outcome of outcomes) {
      assert.is(metrics.records.labels({ ...labels, outcome }).value, counts.ended[outcome]);
    }
    assert.is(counts.ended.written, 10_000);
    for (const kind of ['template', 'too_large']) {
      assert.is(metrics.deadLetterRecords.labels({ ...labels, kind }).value, 2_500);
    }
  }),
);

Meter('tells of bytes what the files hold', () =>
  withFolder(async (folder) => {
    const metrics = createMetrics();
    await runIn(folder, inputOf(folder, 1_000), metrics);
    const sizeOf = (name: string) => statSync(join(folder, name)).size;
    assert.is(metrics.inputBytes.labels(labels).value, sizeOf('in'));
    assert.is(metrics.inputSize.labels(labels).value, sizeOf('in'));
    assert.is(metrics.outputBytes.labels(labels).value, sizeOf('out'));
    assert.is(metrics.deadLetterBytes.labels(labels).value, sizeOf('errors'));
  }),
);

Meter('holds nothing at the end, and tells when the last record ended', () =>
  withFolder(async (folder) => {
    const metrics = createMetrics();
    const from = Date.now() / 1_000;
    await runIn(folder, inputOf(folder, 10), metrics);
    assert.is(metrics.bufferedRecords.labels(labels).value, 0);
    assert.is(metrics.bufferedBytes.labels(labels).value, 0);
    const { value: start } = metrics.runStart.labels(labels);
    const { value: last } = metrics.lastRecord.labels(labels);
    assert.ok(from <= start && start <= last && last <= Date.now() / 1_000);
  }),
);

Meter('says nothing of a size that nobody knows', () =>
  withFolder(async (folder) => {
    const metrics = createMetrics();
    const stream = new PassThrough();
    stream.end('{}\n');
    await runIn(folder, openInput([], stream, { maxRecordBytes: 1_000 }), metrics);
    assert.not.match(await metrics.registry.metrics(), 'llm_pipe_input_size_bytes{');
    assert.is(metrics.inputBytes.labels(labels).value, 3);
  }),
);

Meter.run();
