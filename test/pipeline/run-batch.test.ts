import { getEventListeners } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { callAborted, RecordError, StopError } from '../../lib/errors.ts';
import { openDeadLetter } from '../../lib/io/dead-letter.ts';
import { openInput } from '../../lib/io/input.ts';
import { openFileSink, openStdoutSink, partPath } from '../../lib/io/sink.ts';
import { createMetrics } from '../../lib/metrics.ts';
import type { BatchJob } from '../../lib/pipeline/batch-job.ts';
import type { Counts } from '../../lib/pipeline/counts.ts';
import { runBatch } from '../../lib/pipeline/run-batch.ts';
import type { Stage } from '../../lib/stages/stage.ts';
import { withFolder, withFullDisk } from '../io/with-folder.ts';
import { until } from '../simulator/with-simulator.ts';
import { DeadLetters, idOf, stageOf } from './drive.ts';

const Run = suite('run');

const never = new AbortController().signal;
const unsignalled = { drain: never, abort: never };

const linesOf = (count: number): string =>
  Array.from({ length: count }, (_, index) => `{"id":${index}}\n`).join('');

/** A run in a folder from `in.jsonl` to `out.jsonl`, of this many records unless it says otherwise. */
function jobIn(
  folder: string,
  records: number,
  more: Partial<BatchJob> & { stages?: Stage[] } = {},
) {
  const { stages = [], ...job } = more;
  const path = join(folder, 'in.jsonl');
  writeFileSync(path, linesOf(records));
  return {
    pipeline: { name: 'p', stages },
    input: openInput([path], new PassThrough(), { maxRecordBytes: 1_000 }),
    sink: openFileSink(join(folder, 'out.jsonl')),
    deadLetter: openDeadLetter(join(folder, 'errors.jsonl')),
    order: 'input',
    metrics: createMetrics(),
    ...job,
  } satisfies BatchJob;
}

/** A stage that lets nothing through before it is opened; a call under way can be aborted. */
function gate(maxConcurrent: number) {
  const opened = Promise.withResolvers<void>();
  const started: number[] = [];
  const stage = stageOf(
    async (record, { signal }) => {
      started.push(idOf(record));
      const aborted = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(callAborted(signal.reason)));
      });
      await Promise.race([opened.promise, aborted]);
      return record;
    },
    { maxConcurrent },
  );
  return { stage, started, open: () => opened.resolve() };
}

/** An input that the test writes, as a pipe would. */
function pipeInput(limits = { maxRecordBytes: 1_000 }) {
  const stream = new PassThrough();
  return { stream, input: openInput([], stream, limits) };
}

Run('writes all records, renames the output and closes everything', () =>
  withFolder(async (folder) => {
    const stage = stageOf((record) => {
      if (idOf(record) % 10 === 1) throw new RecordError('template', 'no');
      return idOf(record) % 10 === 2 ? undefined : record;
    });
    const job = jobIn(folder, 1_000, { stages: [stage] });
    const { counts, failure, isComplete } = await runBatch(job, unsignalled);
    assert.ok(isComplete);
    assert.is(failure, undefined);
    assert.is(counts.read, 1_000);
    const { written, failed, filtered } = counts.ended;
    assert.equal([written, failed, filtered], [800, 100, 100]);
    const output = readFileSync(join(folder, 'out.jsonl'), 'utf8');
    assert.is(output.split('\n').length, 801);
    assert.not(existsSync(partPath(join(folder, 'out.jsonl'))));
    assert.is(readFileSync(join(folder, 'errors.jsonl'), 'utf8').split('\n').length, 101);
  }),
);

Run('makes an empty output of an empty input, and no dead letter', () =>
  withFolder(async (folder) => {
    const { isComplete } = await runBatch(jobIn(folder, 0), unsignalled);
    assert.ok(isComplete);
    assert.is(readFileSync(join(folder, 'out.jsonl'), 'utf8'), '');
    assert.not(existsSync(join(folder, 'errors.jsonl')));
  }),
);

Run('passes every call through `once`, and every record through `lineOf`', () =>
  withFolder(async (folder) => {
    const keys: string[] = [];
    const answer = { body: { a: 1 }, source: { model: 'm', deployment: 'd' } };
    const stage = stageOf(async (record, { once }) => {
      const { body } = await once(`key ${idOf(record)}`, () => Promise.reject(new Error('called')));
      record.set('answer', body);
      return record;
    });
    const job = jobIn(folder, 2, {
      stages: [stage],
      once: async (key) => {
        keys.push(key);
        return answer;
      },
      lineOf: ({ value }) => `${JSON.stringify(value['answer'])}!\n`,
    });
    await runBatch(job, unsignalled);
    assert.equal(keys, ['key 0', 'key 1']);
    assert.is(readFileSync(join(folder, 'out.jsonl'), 'utf8'), '{"a":1}!\n{"a":1}!\n');
  }),
);

Run('shows its counts while it lasts', () =>
  withFolder(async (folder) => {
    const { stream, input } = pipeInput();
    let counts: Counts | undefined;
    const job = jobIn(folder, 0, {
      input,
      onStart: (live) => {
        counts = live;
      },
    });
    const running = runBatch(job, unsignalled);
    assert.is(counts?.read, 0);
    stream.write('{"id":0}\n');
    await until(() => counts?.ended.written === 1);
    stream.end();
    assert.is((await running).counts, counts);
  }),
);

Run('on the signal to drain takes no more, finishes what is under way and keeps the part', () =>
  withFolder(async (folder) => {
    const { stream, input } = pipeInput();
    const { stage, started, open } = gate(4);
    const drain = new AbortController();
    const job = jobIn(folder, 0, { input, stages: [stage] });
    const running = runBatch(job, { drain: drain.signal, abort: never });
    stream.write(linesOf(10));
    await until(() => started.length === 4);
    drain.abort();
    open();
    const { counts, failure, isComplete } = await running;
    assert.not(isComplete);
    assert.is(failure, undefined);
    assert.equal([counts.read, counts.ended.written], [4, 4]);
    const path = join(folder, 'out.jsonl');
    assert.is(readFileSync(partPath(path), 'utf8'), linesOf(4));
    assert.not(existsSync(path));
  }),
);

Run('that is told to drain before it begins reads nothing', () =>
  withFolder(async (folder) => {
    const drain = AbortSignal.abort();
    const { counts, isComplete } = await runBatch(jobIn(folder, 10), { drain, abort: never });
    assert.not(isComplete);
    assert.is(counts.read, 0);
  }),
);

Run('on the signal to abort gives up what is under way', () =>
  withFolder(async (folder) => {
    const { stage, started } = gate(3);
    const abort = new AbortController();
    const job = jobIn(folder, 10, { stages: [stage] });
    const running = runBatch(job, { drain: never, abort: abort.signal });
    await until(() => started.length === 3);
    abort.abort();
    const { counts, isComplete, failure } = await running;
    assert.not(isComplete);
    assert.is(failure, undefined);
    assert.equal([counts.read, counts.ended.unfinished], [3, 3]);
    assert.not(existsSync(join(folder, 'errors.jsonl')));
  }),
);

/** A stdout whose reader goes away after some bytes, as `head` does. */
function brokenAfter(bytes: number): Writable {
  let left = bytes;
  return new Writable({
    write(chunk, _encoding, done) {
      left -= chunk.length;
      done(left < 0 ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : undefined);
    },
  });
}

Run('ends early and quietly when nobody reads its output any more', () =>
  withFolder(async (folder) => {
    const { stream, input } = pipeInput();
    const { stage, started, open } = gate(2);
    const first = stageOf(
      (record, context) => (idOf(record) === 0 ? record : stage.run(record, context)),
      { maxConcurrent: 2 },
    );
    const job = jobIn(folder, 0, { input, stages: [first], sink: openStdoutSink(brokenAfter(3)) });
    const running = runBatch(job, unsignalled);
    stream.write(linesOf(10));
    await until(() => started.length > 0);
    const { counts, failure, isComplete } = await running;
    open();
    assert.is(failure?.code, 'broken_pipe');
    assert.not(isComplete);
    assert.ok(counts.read < 10);
    assert.ok(counts.ended.unfinished > 0);
    assert.ok(counts.isConserved);
  }),
);

Run('stops when the disk is full, and counts what was not written as unfinished', () =>
  withFullDisk(async (path) => {
    await withFolder(async (folder) => {
      const job = jobIn(folder, 100, { sink: openFileSink(path) });
      const { counts, failure, isComplete } = await runBatch(job, unsignalled);
      assert.instance(failure, StopError);
      assert.match(String(failure), 'no space left on device');
      assert.not(isComplete);
      assert.ok(counts.isConserved);
    });
  }),
);

Run('keeps the part when the dead letter could not be written to its end', () =>
  withFolder(async (folder) => {
    class Full extends DeadLetters {
      override close(): Promise<void> {
        return Promise.reject(new StopError('cannot write errors.jsonl: full'));
      }
    }
    const { failure, isComplete } = await runBatch(
      jobIn(folder, 3, { deadLetter: new Full() }),
      unsignalled,
    );
    assert.not(isComplete);
    assert.match(String(failure), 'cannot write errors.jsonl: full');
    const path = join(folder, 'out.jsonl');
    assert.not(existsSync(path));
    assert.is(readFileSync(partPath(path), 'utf8'), linesOf(3));
  }),
);

Run('is not complete when the output cannot be given its name', () =>
  withFolder(async (folder) => {
    const job = jobIn(folder, 3);
    mkdirSync(join(folder, 'out.jsonl'));
    const { failure, isComplete } = await runBatch(job, unsignalled);
    assert.not(isComplete);
    assert.instance(failure, StopError);
    assert.match(String(failure), 'cannot write ');
  }),
);

Run('stops when the input breaks off', () =>
  withFolder(async (folder) => {
    const { stream, input } = pipeInput();
    const running = runBatch(jobIn(folder, 0, { input }), unsignalled);
    stream.write(linesOf(3));
    stream.destroy(new Error('broken off'));
    const { failure, isComplete, counts } = await running;
    assert.instance(failure, StopError);
    assert.not(isComplete);
    assert.ok(counts.isConserved);
  }),
);

Run('leaves nothing behind on the signals that it was given', () =>
  withFolder(async (folder) => {
    const { signal } = new AbortController();
    await runBatch(jobIn(folder, 1), { drain: signal, abort: signal });
    assert.equal(getEventListeners(signal, 'abort'), []);
  }),
);

Run.run();
