import { setImmediate } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  callAborted,
  type FailureKind,
  LlmPipeError,
  RecordError,
  StopError,
  UpstreamError,
} from '../../lib/errors.ts';
import { BadRecord } from '../../lib/io/bad-record.ts';
import { recordLine } from '../../lib/io/record-line.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import type { PipeRecord } from '../../lib/record.ts';
import { createRandom } from '../../lib/simulator/random.ts';
import type { Stage } from '../../lib/stages/stage.ts';
import { until } from '../simulator/with-simulator.ts';
import { batchOf, DeadLetters, drive, driveAll, idOf, recordAt, stageOf } from './drive.ts';

const ExecutorTest = suite('executor');

const idsOf = (lines: readonly string[]): unknown[] => lines.map((line) => JSON.parse(line).id);

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Lets everything that can go on do so. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
}

/** A stage that keeps its records until they are let go, one by one or all. */
function gate(maxConcurrent: number, label = 'gate') {
  const waiting: (() => void)[] = [];
  const started: number[] = [];
  let isOpen = false;
  const stage = stageOf(
    async (record) => {
      started.push(idOf(record));
      if (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve));
      return record;
    },
    { label, maxConcurrent },
  );
  return {
    stage,
    started,
    letOne: () => waiting.shift()?.(),
    open() {
      isOpen = true;
      for (const go of waiting.splice(0)) go();
    },
  };
}

/** A stage that takes a few turns for each record, as the seed has it. */
function dawdle(seed: number, maxConcurrent: number, run: Stage['run'] = (record) => record) {
  const random = createRandom(seed, 0, 0, 0);
  return stageOf(
    async (record, context) => {
      for (let turns = random() * 8; turns > 1; turns -= 1) await setImmediate();
      return run(record, context);
    },
    { label: `dawdle ${seed}`, maxConcurrent },
  );
}

/** A stage whose calls end only when they are aborted. */
const hang = (maxConcurrent: number): Stage =>
  stageOf(
    (_record, { signal }) =>
      new Promise((_resolve, reject) => {
        if (signal.aborted) reject(callAborted(signal.reason));
        signal.addEventListener('abort', () => reject(callAborted(signal.reason)));
      }),
    { label: 'hang', maxConcurrent },
  );

for (const order of ['input', 'none'] as const) {
  for (const seed of [1, 2, 3]) {
    ExecutorTest(
      `accounts for every record whatever becomes of it (order ${order}, ${seed})`,
      async () => {
        const fates: Stage['run'] = (record) => {
          const fate = idOf(record) % 7;
          if (fate === 1) return undefined;
          if (fate === 2) return [];
          if (fate === 3) throw new RecordError('template', 'no');
          if (fate === 4) return [record, recordAt(idOf(record)), record];
          return record;
        };
        const deadLetter = new DeadLetters();
        const stages = [dawdle(seed, 7), dawdle(seed + 1, 5, fates), dawdle(seed + 2, 9)];
        const { executor, lines } = await driveAll({ stages, order, deadLetter }, batchOf(700));
        assert.equal(executor.counts.read, 700);
        assert.equal(executor.counts.ended, {
          written: 400,
          filtered: 200,
          failed: 100,
          resumed: 0,
          unfinished: 0,
        });
        assert.equal([...executor.counts.failures], [['template', 100]]);
        assert.is(deadLetter.count, 100);
        assert.is(executor.failure, undefined);
        const { records, size } = executor.unwritten;
        assert.equal([records, size], [0, 0]);
        const expected = numbers(700).flatMap((id) => {
          if (id % 7 === 4) return [id, id, id];
          return [1, 2, 3].includes(id % 7) ? [] : [id];
        });
        const ids = idsOf(lines);
        if (order === 'none') ids.sort((a, b) => Number(a) - Number(b));
        assert.equal(ids, expected);
      },
    );
  }
}

ExecutorTest('writes records as they finish where order is none', async () => {
  const slow = gate(3);
  const stages = [
    stageOf((record, context) => (idOf(record) === 0 ? slow.stage.run(record, context) : record)),
  ];
  const { feed, lines, done } = drive({
    stages: stages.map((stage) => ({ ...stage, maxConcurrent: 3 })),
    order: 'none',
  });
  feed.push(batchOf(3));
  await until(() => lines.length === 2);
  slow.open();
  feed.end();
  await done;
  assert.equal(idsOf(lines), [1, 2, 0]);
});

ExecutorTest('ends an empty input at once', async () => {
  const { executor, lines } = await driveAll({ stages: [] }, []);
  assert.equal(lines, []);
  assert.is(executor.counts.read, 0);
});

ExecutorTest('passes records on that no stage touches', async () => {
  const { lines } = await driveAll({ stages: [] }, batchOf(3));
  assert.equal(lines, ['{"id":0}', '{"id":1}', '{"id":2}']);
});

ExecutorTest('keeps within the places of each stage, and their sum over all', async () => {
  const inside = [0, 0];
  const most = [0, 0, 0];
  const counting =
    (at: 0 | 1): Stage['run'] =>
    async (record) => {
      inside[at] = (inside[at] ?? 0) + 1;
      most[at] = Math.max(most[at] ?? 0, inside[at]);
      await setImmediate();
      inside[at] -= 1;
      return record;
    };
  const stages = [
    stageOf(counting(0), { label: 'a', maxConcurrent: 3 }),
    stageOf(counting(1), { label: 'b', maxConcurrent: 2 }),
  ];
  const admitted = stageOf((record) => record, { label: 'admitted' });
  const { executor } = await driveAll({ stages: [admitted, ...stages] }, batchOf(200));
  assert.is(executor.counts.ended.written, 200);
  assert.equal(most.slice(0, 2), [3, 2]);
});

ExecutorTest('admits no more records than all stages together have places', async () => {
  const last = gate(2, 'last');
  let admitted = 0;
  const first = stageOf(
    (record) => {
      admitted += 1;
      return record;
    },
    { label: 'first' },
  );
  const middle = stageOf(async (record) => record, { label: 'middle', maxConcurrent: 3 });
  const { feed, done } = drive({ stages: [first, middle, last.stage] });
  feed.push(batchOf(100));
  await settle();
  assert.is(admitted, 5);
  last.letOne();
  await settle();
  assert.is(admitted, 6);
  last.open();
  feed.end();
  await done;
});

ExecutorTest('lets a slow stage hold back the one before it', async () => {
  const fast: number[] = [];
  const first = stageOf(
    async (record) => {
      fast.push(idOf(record));
      return record;
    },
    { label: 'fast', maxConcurrent: 2 },
  );
  const slow = gate(1, 'slow');
  const { feed, lines, done } = drive({ stages: [first, slow.stage] });
  feed.push(batchOf(20));
  await settle();
  assert.equal(slow.started, [0]);
  assert.equal(fast, [0, 1, 2]);
  slow.letOne();
  await until(() => lines.length === 1);
  await settle();
  assert.equal(fast, [0, 1, 2, 3]);
  slow.open();
  feed.end();
  await done;
  assert.equal(idsOf(lines), numbers(20));
});

for (const maxConcurrent of [2, 100]) {
  const limit = Math.max(4_096, 64 * maxConcurrent);
  ExecutorTest(`holds at most ${limit} unwritten records behind a slow one`, async () => {
    const head = gate(1);
    let started = 0;
    const stage = stageOf(
      async (record, context) => {
        started += 1;
        return idOf(record) === 0 ? head.stage.run(record, context) : record;
      },
      { maxConcurrent },
    );
    const { executor, feed, lines, done } = drive({ stages: [stage] });
    feed.push(batchOf(limit + 1_000));
    await settle();
    assert.is(started, limit);
    assert.is(executor.unwritten.records, limit);
    assert.equal(lines, []);
    head.open();
    feed.end();
    await done;
    assert.equal(idsOf(lines), numbers(limit + 1_000));
  });
}

ExecutorTest('holds at most 64 Mi characters behind a slow record, and one more', async () => {
  const head = gate(1);
  let started = 0;
  const stage = stageOf(
    async (record, context) => {
      started += 1;
      return idOf(record) === 0 ? head.stage.run(record, context) : record;
    },
    { maxConcurrent: 2 },
  );
  const raw = `{"text":"${'x'.repeat(4 * 1_024 * 1_024)}"}`;
  const { feed, done } = drive({ stages: [stage], lineOf: ({ raw: text }) => text });
  feed.push(numbers(30).map((index) => recordAt(index, raw)));
  await settle();
  assert.is(started, 16);
  head.open();
  feed.end();
  await done;
  assert.is(started, 30);
});

ExecutorTest('starts nothing more while the output is not taken', async () => {
  const written = Promise.withResolvers<boolean>();
  let started = 0;
  let startedAtWrite: number | undefined;
  const stage = stageOf(
    async (record) => {
      started += 1;
      await setImmediate();
      return record;
    },
    { maxConcurrent: 3 },
  );
  const { executor, feed, metrics, done } = drive({
    stages: [stage],
    write() {
      startedAtWrite ??= started;
      return written.promise;
    },
  });
  feed.push(batchOf(1_000));
  await until(() => startedAtWrite !== undefined);
  await settle();
  assert.is(started, startedAtWrite);
  assert.ok(started < 1_000);
  written.resolve(true);
  feed.end();
  await done;
  assert.is(executor.counts.ended.written, 1_000);
  const side = metrics.backpressureWait.labels({ pipeline: 'p', side: 'output' });
  assert.ok(side.value > 0);
});

ExecutorTest('measures how long a slow record has held the input back', async () => {
  const head = gate(1);
  const stage = stageOf(
    async (record, context) => (idOf(record) === 0 ? head.stage.run(record, context) : record),
    { maxConcurrent: 2 },
  );
  const { feed, metrics, done } = drive({ stages: [stage] });
  feed.push(batchOf(5_000));
  await settle();
  head.open();
  feed.end();
  await done;
  const side = metrics.backpressureWait.labels({ pipeline: 'p', side: 'reorder' });
  assert.ok(side.value > 0);
});

ExecutorTest('gives each result when it is there, without waiting for more input', async () => {
  const { feed, lines, done } = drive({
    stages: [stageOf(async (record) => record, { maxConcurrent: 4 })],
  });
  for (const index of numbers(5)) {
    feed.push([recordAt(index)]);
    await until(() => lines.length === index + 1);
  }
  feed.end();
  await done;
});

ExecutorTest('gives the places of a failed record to others', async () => {
  const stages = [
    stageOf(async (record) => record, { label: 'a', maxConcurrent: 1 }),
    stageOf(
      async (record) => {
        if (idOf(record) % 2 === 1) throw new RecordError('template', 'odd');
        return record;
      },
      { label: 'b', maxConcurrent: 1 },
    ),
  ];
  const deadLetter = new DeadLetters();
  const { executor, metrics } = await driveAll({ stages, deadLetter }, batchOf(100));
  assert.is(executor.counts.ended.written, 50);
  assert.is(executor.counts.ended.failed, 50);
  const labels = { pipeline: 'p', stage: 'b', kind: 'template' };
  assert.is(metrics.stageErrors.labels(labels).value, 50);
});

/** The lines of a dead letter as their records and errors. */
const readDead = ({ lines }: DeadLetters) =>
  lines.map((line) => {
    const value = parseJson(line);
    return isJsonObject(value) ? value : {};
  });

ExecutorTest('tells the dead letter all that is known of a failure', async () => {
  const stage = stageOf(
    async (_record, { trace }) => {
      trace.attempts = 3;
      throw new UpstreamError('server_error', 'broken', {
        code: 'own',
        status: 503,
        provider: 'openai',
        model: 'm',
      });
    },
    { label: 'judge', maxConcurrent: 1 },
  );
  const deadLetter = new DeadLetters();
  await driveAll({ stages: [stage], deadLetter }, [recordAt(4, '{"a":1.10}')]);
  assert.match(deadLetter.lines[0] ?? '', '{"record":{"a":1.10},"_error":{');
  const [entry] = readDead(deadLetter);
  const { at, ...error } = isJsonObject(entry?.['_error']) ? entry['_error'] : {};
  assert.match(String(at), /^\d{4}-\d\d-\d\dT/);
  assert.equal(error, {
    kind: 'server_error',
    stage: 'judge',
    message: 'broken',
    code: 'own',
    attempts: 3,
    status: 503,
    provider: 'openai',
    model: 'm',
    file: 'in.jsonl',
    line: 5,
    index: 4,
  });
});

ExecutorTest('sends lines that are no records to the dead letter, before any stage', async () => {
  const error = new RecordError('too_large', 'too long');
  const bad = new BadRecord(
    1,
    { file: 'in.jsonl', line: 2 },
    { error, member: 'raw_prefix', text: 'x' },
  );
  let started = 0;
  const stage = stageOf((record) => {
    started += 1;
    return record;
  });
  const deadLetter = new DeadLetters();
  const records = [recordAt(0), bad, recordAt(2, '[1]'), recordAt(3)];
  const { executor, lines, metrics } = await driveAll({ stages: [stage], deadLetter }, records);
  assert.equal(idsOf(lines), [0, 3]);
  assert.is(started, 2);
  assert.equal(
    [...executor.counts.failures],
    [
      ['too_large', 1],
      ['input_parse', 1],
    ],
  );
  const labels = { pipeline: 'p', stage: 'input', kind: 'too_large' };
  assert.is(metrics.stageErrors.labels(labels).value, 1);
  assert.equal(
    deadLetter.lines.map((line) => line.slice(0, line.indexOf(',"_error"'))),
    ['{"raw_prefix":"x"', '{"raw":"[1]"'],
  );
});

ExecutorTest('waits for the dead letter to take a failure', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  class Slow extends DeadLetters {
    override write(line: string): Promise<void> {
      void super.write(line);
      return promise;
    }
  }
  const deadLetter = new Slow();
  const stage = stageOf(
    () => {
      throw new RecordError('template', 'no');
    },
    { maxConcurrent: 2 },
  );
  const { executor, feed, done } = drive({ stages: [stage], deadLetter });
  feed.push(batchOf(10));
  feed.end();
  await settle();
  assert.is(deadLetter.count, 2);
  assert.is(executor.counts.ended.failed, 0);
  resolve();
  await done;
  assert.is(executor.counts.ended.failed, 10);
});

for (const failure of [new StopError('cannot write x: full'), new Error('full')]) {
  ExecutorTest(`stops when the dead letter fails with ${failure.name}`, async () => {
    class Broken extends DeadLetters {
      override write(): Promise<void> {
        return Promise.reject(failure);
      }
    }
    const stage = stageOf(
      async (record) => {
        if (idOf(record) === 2) throw new RecordError('template', 'no');
        return record;
      },
      { maxConcurrent: 1 },
    );
    const { executor, lines } = await driveAll(
      { stages: [stage], deadLetter: new Broken() },
      batchOf(50),
    );
    assert.instance(executor.failure, StopError);
    assert.match(String(executor.failure), failure.message);
    assert.ok(executor.isStopped);
    assert.is(executor.counts.ended.unfinished, 1);
    assert.ok(executor.counts.isConserved);
    assert.equal(idsOf(lines).slice(0, 2), [0, 1]);
    assert.ok(executor.counts.read < 50);
  });
}

for (const kind of ['auth', 'quota_exceeded', 'budget'] satisfies FailureKind[]) {
  ExecutorTest(
    `stops for ${kind}, finishes what is under way and leaves that record unfinished`,
    async () => {
      const slow = gate(4);
      const stage = stageOf(
        async (record, context) => {
          if (idOf(record) === 1) throw new UpstreamError(kind, 'the key was refused');
          return slow.stage.run(record, context);
        },
        { maxConcurrent: 4 },
      );
      const deadLetter = new DeadLetters();
      const { executor, feed, lines, done } = drive({ stages: [stage], deadLetter });
      feed.push(batchOf(50));
      await settle();
      assert.ok(executor.isStopped);
      slow.open();
      await done;
      assert.instance(executor.failure, StopError);
      assert.match(String(executor.failure), 'the key was refused');
      assert.equal(idsOf(lines), [0, 2, 3]);
      assert.is(executor.counts.read, 4);
      assert.is(executor.counts.ended.written, 3);
      assert.is(executor.counts.ended.unfinished, 1);
      assert.is(deadLetter.count, 0);
    },
  );
}

ExecutorTest('stops for a StopError of a stage, and leaves that record unfinished', async () => {
  const stage = stageOf(
    (record) => {
      if (idOf(record) === 1) throw new StopError('all is down');
      return record;
    },
    { maxConcurrent: 1 },
  );
  const deadLetter = new DeadLetters();
  const { executor } = await driveAll({ stages: [stage], deadLetter }, batchOf(50));
  assert.match(String(executor.failure), 'all is down');
  assert.equal([executor.counts.ended.unfinished, deadLetter.count], [1, 0]);
});

for (const when of ['soon', 'now'] as const) {
  ExecutorTest(`ends ${when} when as many records have failed as it allows`, async () => {
    const slow = gate(4);
    const stage = stageOf(
      (record, context) => {
        if (idOf(record) % 2 === 1) throw new RecordError('template', 'odd');
        const hanging = hang(1).run(record, context);
        return Promise.race([slow.stage.run(record, context), hanging]);
      },
      { maxConcurrent: 4 },
    );
    const deadLetter = new DeadLetters();
    const halt = { when, failures: { count: 3 }, text: `${when},fail=3` };
    const { executor, feed, lines, done } = drive({ stages: [stage], deadLetter, halt });
    feed.push(batchOf(50));
    await until(() => executor.isStopped);
    slow.open();
    await done;
    assert.instance(executor.failure, StopError);
    assert.match(String(executor.failure), `3 of 3 records failed (--halt ${when},fail=3)`);
    const { written, failed, unfinished } = executor.counts.ended;
    assert.is(executor.counts.read, 6);
    const expected = when === 'soon' ? [3, 3, 0] : [0, 3, 3];
    assert.equal([written, failed, unfinished], expected);
    assert.equal([deadLetter.count, lines.length], [3, written]);
  });
}

ExecutorTest('tells those under way at once that no more is begun', async () => {
  const drained: number[] = [];
  const slow = gate(3);
  const stage = stageOf(
    (record, context) => {
      context.drain.addEventListener('abort', () => drained.push(idOf(record)));
      return slow.stage.run(record, context);
    },
    { maxConcurrent: 3 },
  );
  const { executor, feed, done } = drive({ stages: [stage] });
  feed.push(batchOf(10));
  await settle();
  executor.stop();
  assert.equal(drained, [0, 1, 2]);
  slow.open();
  await done;
  assert.is(executor.counts.ended.written, 3);
});

ExecutorTest('tells the first of several reasons to stop', async () => {
  const stage = stageOf(
    async (record) => {
      throw new UpstreamError('auth', `refused ${idOf(record)}`);
    },
    { maxConcurrent: 3 },
  );
  const { executor } = await driveAll({ stages: [stage] }, batchOf(3));
  assert.match(String(executor.failure), 'refused 0');
});

const broken = (): never => {
  throw new TypeError('x is not a function');
};
const internal = (): never => {
  throw new RecordError('internal', 'never so');
};

for (const fault of [broken, internal]) {
  ExecutorTest(`gives everything up after an error of its own (${fault.name})`, async () => {
    const stages = [stageOf((record) => (idOf(record) === 3 ? fault() : record)), hang(8)];
    const deadLetter = new DeadLetters();
    const { executor } = await driveAll({ stages, deadLetter }, batchOf(50));
    assert.instance(executor.failure, LlmPipeError);
    assert.is(executor.failure?.code, 'internal');
    assert.match(String(executor.failure), 'internal error: ');
    assert.is(executor.counts.ended.unfinished, executor.counts.read);
    assert.ok(executor.counts.read < 50);
    assert.is(deadLetter.count, 0);
  });
}

ExecutorTest('is not stopped by a record that is too large to be written', async () => {
  const lineOf = (record: PipeRecord) => {
    if (idOf(record) === 1) throw new RecordError('too_large', 'a value is too long');
    return recordLine(record);
  };
  const deadLetter = new DeadLetters();
  const { executor, lines } = await driveAll({ stages: [], deadLetter, lineOf }, batchOf(3));
  assert.equal(idsOf(lines), [0, 2]);
  assert.equal([...executor.counts.failures], [['too_large', 1]]);
});

ExecutorTest('once stopped, takes no more and finishes what is under way', async () => {
  const slow = gate(3);
  let stops = 0;
  const { executor, feed, lines, done } = drive({
    stages: [slow.stage],
    onStop() {
      stops += 1;
    },
  });
  feed.push(batchOf(20));
  await settle();
  executor.stop();
  executor.stop();
  assert.is(stops, 1);
  slow.open();
  await done;
  assert.equal(idsOf(lines), [0, 1, 2]);
  assert.is(executor.failure, undefined);
  assert.is(executor.counts.read, 3);
  assert.ok(executor.counts.isConserved);
});

ExecutorTest('once aborted, gives up calls, and records that wait for a place', async () => {
  const pass = stageOf(async (record) => record, { label: 'pass', maxConcurrent: 3 });
  const deadLetter = new DeadLetters();
  const { executor, feed, lines, done } = drive({ stages: [pass, hang(2)], deadLetter });
  feed.push(batchOf(20));
  await settle();
  executor.abort();
  await done;
  assert.equal(lines, []);
  assert.is(executor.counts.read, 5);
  assert.is(executor.counts.ended.unfinished, 5);
  assert.is(deadLetter.count, 0);
});

ExecutorTest('counts what could not be written as unfinished', async () => {
  const options = { stages: [stageOf((record) => (idOf(record) === 1 ? undefined : record))] };
  const { executor } = await driveAll({ ...options, write: async () => false }, batchOf(3));
  const { written, filtered, unfinished } = executor.counts.ended;
  assert.equal({ written, filtered, unfinished }, { written: 0, filtered: 1, unfinished: 2 });
});

ExecutorTest('stops when its input breaks off, and finishes what it has', async () => {
  const { executor, feed, lines, done } = drive({ stages: [] });
  feed.push(batchOf(3));
  feed.end(new Error('read failed'));
  await done;
  assert.equal(idsOf(lines), [0, 1, 2]);
  assert.instance(executor.failure, StopError);
  assert.match(String(executor.failure), 'read failed');
});

ExecutorTest('lets go of what a record held once it has ended', async () => {
  const records = batchOf(3);
  const stage = stageOf((record) => {
    record.set('big', 'x');
    record.messages = [];
    if (idOf(record) === 1) throw new RecordError('template', 'no');
    return idOf(record) === 2 ? undefined : record;
  });
  const { lines } = await driveAll({ stages: [stage] }, records);
  assert.equal(lines, ['{"id":0,"big":"x"}']);
  for (const { added, messages, value } of records) {
    assert.is(added, undefined);
    assert.is(messages, undefined);
    assert.not.ok('big' in value);
  }
});

ExecutorTest('takes each of the records that one has become through the stages after', async () => {
  const split = stageOf((record) =>
    ['a', 'b', 'c'].map((part) => recordAt(idOf(record), `{"id":"${idOf(record)}${part}"}`)),
  );
  const { lines } = await driveAll({ stages: [split, dawdle(5, 2)] }, batchOf(3));
  assert.equal(idsOf(lines), ['0a', '0b', '0c', '1a', '1b', '1c', '2a', '2b', '2c']);
});

ExecutorTest('fails a record whose parts fail, after all of them have ended', async () => {
  const split = stageOf((record) => [record, recordAt(1), recordAt(2)], { label: 'split' });
  let ended = 0;
  const first = stageOf(
    async (record) => {
      if (idOf(record) === 1) throw new RecordError('template', 'no');
      return record;
    },
    { label: 'first', maxConcurrent: 3 },
  );
  const second = stageOf(
    async (record) => {
      for (let turn = 0; turn < 5; turn += 1) await setImmediate();
      ended += 1;
      return record;
    },
    { label: 'second', maxConcurrent: 3 },
  );
  const deadLetter = new DeadLetters();
  const { executor, lines } = await driveAll({ stages: [split, first, second], deadLetter }, [
    recordAt(0),
  ]);
  assert.is(ended, 2);
  assert.equal(lines, []);
  assert.is(executor.counts.ended.failed, 1);
  assert.match(deadLetter.lines[0] ?? '', '"stage":"first"');
});

ExecutorTest('tells an error of its own rather than the failure of another part', async () => {
  const parts = stageOf((record) => [record, recordAt(1)], { label: 'parts' });
  const stage = stageOf(async (record) => {
    if (idOf(record) === 0) throw new RecordError('template', 'no');
    await setImmediate();
    return broken();
  });
  const { executor } = await driveAll({ stages: [parts, stage] }, [recordAt(0)]);
  assert.is(executor.failure?.code, 'internal');
});

ExecutorTest.run();
