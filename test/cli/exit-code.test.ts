import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exitCodeOf, exitCodeOfRun, exitCodes } from '../../lib/cli/exit-code.ts';
import { ConfigError, LlmPipeError, RecordError, StopError, UsageError } from '../../lib/errors.ts';
import { BrokenPipeError } from '../../lib/io/text-writer.ts';
import { Counts } from '../../lib/pipeline/counts.ts';

const ExitCode = suite('exit code');

ExitCode('of a command follows from its error', () => {
  const cases = [
    [new UsageError('x'), 2],
    [new ConfigError([]), 2],
    [new StopError('x'), 3],
    [new BrokenPipeError('stdout'), 0],
    [new LlmPipeError('internal', 'x'), 70],
    [new RecordError('template', 'x'), 70],
    [new TypeError('x'), 70],
    ['text', 70],
  ] as const;
  for (const [error, code] of cases) assert.is(exitCodeOf(error), code, String(error));
});

const internal = new LlmPipeError('internal', 'x');
const stop = new StopError('x');
const brokenPipe = new BrokenPipeError('stdout');

const runs = [
  ['all is written', {}, undefined, undefined, 0],
  ['records failed', { failed: 1 }, undefined, undefined, 1],
  ['it stopped early', {}, stop, undefined, 3],
  ['it stopped early with failures', { failed: 1 }, stop, undefined, 3],
  ['a later input is unreadable', {}, new UsageError('x'), undefined, 3],
  ['the first input is unreadable', { read: 0 }, new UsageError('x'), undefined, 2],
  ['nobody reads the output', {}, brokenPipe, undefined, 0],
  ['nobody reads the output, with failures', { failed: 1 }, brokenPipe, undefined, 0],
  ['it was interrupted', {}, undefined, 130, 130],
  ['it was interrupted, and stopped, with failures', { failed: 1 }, stop, 143, 143],
  ['it was interrupted, and nobody reads the output', {}, brokenPipe, 130, 130],
  ['it is broken', {}, internal, undefined, 70],
  ['it is broken, and interrupted', { failed: 1 }, internal, 130, 70],
  ['records are lost', { lost: 1 }, undefined, undefined, 70],
  ['records are lost, and it was interrupted, and stopped', { lost: 1 }, stop, 130, 70],
] as const;

for (const [title, amounts, failure, ofSignal, code] of runs) {
  ExitCode(`of a run is ${code} when ${title}`, () => {
    const { read, failed, lost } = { read: 10, failed: 0, lost: 0, ...amounts };
    const counts = new Counts();
    counts.read = read;
    counts.ended.written = read - failed - lost;
    counts.ended.failed = failed;
    assert.is(exitCodeOfRun({ counts, failure }, ofSignal), code);
    assert.ok(code in exitCodes);
  });
}

ExitCode.run();
