import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TurnEnd } from '../../lib/providers/turn-end.ts';

const Turn = suite('end of a turn');

const nextTurn = () => new Promise(setImmediate);

Turn('does everything in its order, and nothing before', async () => {
  const turnEnd = new TurnEnd();
  const done: number[] = [];
  for (const name of [1, 2, 3]) turnEnd.add(() => done.push(name));
  await undefined;
  assert.equal(done, []);
  await nextTurn();
  assert.equal(done, [1, 2, 3]);
});

Turn('leaves what is added meanwhile to the next turn', async () => {
  const turnEnd = new TurnEnd();
  const done: string[] = [];
  turnEnd.add(() => {
    done.push('first');
    turnEnd.add(() => done.push('second'));
  });
  await nextTurn();
  assert.equal(done, ['first']);
  await nextTurn();
  assert.equal(done, ['first', 'second']);
});

Turn.run();
