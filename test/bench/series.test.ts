import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alternate, Series } from './series.ts';

const SeriesTest = suite('series of runs');

SeriesTest('take turns, one at a time', async () => {
  const log: string[] = [];
  const subject = (name: string) =>
    new Series(async () => {
      log.push(`${name} starts`);
      await Promise.resolve();
      return log.push(`${name} ends`);
    });
  const [a, b] = [subject('a'), subject('b')];
  await alternate(2, [a, b], (run) => log.push(`run ${run}`));
  const turn = ['a starts', 'a ends', 'b starts', 'b ends'];
  assert.equal(log, ['run 1', ...turn, 'run 2', ...turn]);
  assert.equal(
    [a.figures, b.figures],
    [
      [3, 8],
      [5, 10],
    ],
  );
});

SeriesTest.run();
