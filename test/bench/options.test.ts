import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readOptions } from './options.ts';

const Options = suite('options of the benchmarks');

const goals = ['cpu64', 'naive', 'startup'];

Options('are five runs of all goals by default', () => {
  assert.equal(readOptions([], goals), { runs: 5, only: goals });
});

Options('choose goals, which keep their order', () => {
  const options = readOptions(['--only', 'startup,cpu64', '--runs', '2'], goals);
  assert.equal(options, { runs: 2, only: ['cpu64', 'startup'] });
});

Options('refuse what is no goal and what is no count', () => {
  assert.throws(
    () => readOptions(['--only', 'cpu64,memory'], goals),
    /no goal memory.*cpu64,naive/,
  );
  for (const runs of ['0', '1.5', 'many']) {
    assert.throws(() => readOptions(['--runs', runs], goals), /is no count/);
  }
});

Options.run();
