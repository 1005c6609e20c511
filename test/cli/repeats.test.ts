import { mock } from 'node:test';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Repeats } from '../../lib/cli/repeats.ts';

const RepeatsTest = suite('repeats');

/** Takes texts while time can be moved; gives what was told, with how often it was left out. */
function taking(use: (repeats: Repeats, tick: (ms: number) => void, told: string[]) => void): void {
  mock.timers.enable({ apis: ['setTimeout'] });
  const told: string[] = [];
  const repeats = new Repeats((text, more) => told.push(more ? `${text} +${more.count}` : text));
  try {
    use(repeats, (ms) => mock.timers.tick(ms), told);
  } finally {
    repeats.flush();
    mock.timers.reset();
  }
}

RepeatsTest('tells a text at once, and after ten seconds how often it came meanwhile', () =>
  taking((repeats, tick, told) => {
    for (let n = 0; n < 4; n += 1) repeats.take('a');
    repeats.take('b');
    assert.equal(told, ['a', 'b']);
    tick(9_999);
    assert.equal(told, ['a', 'b']);
    tick(1);
    assert.equal(told, ['a', 'b', 'a +3']);
  }),
);

RepeatsTest('tells of who never stops once in each ten seconds', () =>
  taking((repeats, tick, told) => {
    for (let second = 0; second < 30; second += 1) {
      repeats.take('a');
      tick(1_000);
    }
    assert.equal(told, ['a', 'a +9', 'a +10', 'a +10']);
  }),
);

RepeatsTest('tells a text anew after ten quiet seconds', () =>
  taking((repeats, tick, told) => {
    repeats.take('a');
    tick(10_000);
    repeats.take('a');
    assert.equal(told, ['a', 'a']);
  }),
);

RepeatsTest('tells at the end of what was left out', () =>
  taking((repeats, tick, told) => {
    for (const text of ['a', 'b', 'a']) repeats.take(text);
    repeats.flush();
    tick(60_000);
    assert.equal(told, ['a', 'b', 'a +1']);
  }),
);

RepeatsTest('remembers a hundred texts, and loses count of none', () =>
  taking((repeats, _tick, told) => {
    repeats.take('0');
    for (let n = 0; n <= 100; n += 1) repeats.take(String(n));
    assert.is(told.length, 102);
    assert.equal(told.slice(-2), ['0 +1', '100']);
    repeats.take('1');
    assert.is(told.length, 102);
  }),
);

RepeatsTest.run();
