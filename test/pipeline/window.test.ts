import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OrderedWindow, UnorderedWindow, type Window } from '../../lib/pipeline/window.ts';

const WindowTest = suite('window');

/** What the window gives, group by group, until it has nothing more. */
function takeAll(window: Window): string[] {
  const texts: string[] = [];
  for (let group = window.take(); group; group = window.take()) texts.push(group.bytes.toString());
  return texts;
}

WindowTest('gives nothing while the first record is under way', () => {
  const window = new OrderedWindow();
  const [first, second, third] = [window.admit(1), window.admit(1), window.admit(1)];
  window.finish(third, 'written', 'c');
  window.finish(second, 'written', 'b');
  assert.is(window.take(), undefined);
  window.finish(first, 'written', 'a');
  assert.equal(takeAll(window), ['abc']);
});

WindowTest('gives what is done in front of the first that is not', () => {
  const window = new OrderedWindow();
  const [first, second, third] = [window.admit(1), window.admit(1), window.admit(1)];
  window.finish(first, 'written', 'a');
  window.finish(third, 'written', 'c');
  assert.equal(takeAll(window), ['a']);
  window.finish(second, 'failed', '');
  const group = window.take();
  assert.is(String(group?.bytes), 'c');
  assert.equal(
    group?.slots.map(({ outcome }) => outcome),
    ['failed', 'written'],
  );
});

WindowTest('without order gives records as they finish', () => {
  const window = new UnorderedWindow();
  const [first, second, third] = [window.admit(1), window.admit(1), window.admit(1)];
  window.finish(third, 'written', 'c');
  window.finish(first, 'written', 'a');
  assert.equal(takeAll(window), ['ca']);
  window.finish(second, 'filtered', '');
  assert.equal(takeAll(window), ['']);
});

for (const create of [() => new OrderedWindow(), () => new UnorderedWindow()]) {
  const { name } = create().constructor;

  WindowTest(`${name} counts a record from its admission until it is released`, () => {
    const window = create();
    const slot = window.admit(100);
    assert.equal([window.records, window.size], [1, 100]);
    window.finish(slot, 'written', 'é'.repeat(125));
    assert.equal([window.records, window.size], [1, 250]);
    const group = window.take();
    assert.equal([window.records, window.size], [1, 250]);
    if (group) window.release(group);
    assert.equal([window.records, window.size], [0, 0]);
  });

  WindowTest(`${name} ends at 0 whatever becomes of the records`, () => {
    const window = create();
    const outcomes = ['written', 'failed', 'filtered', 'unfinished'] as const;
    for (let index = 0; index < 1_000; index += 1) {
      const outcome = outcomes[index % 4] ?? 'written';
      window.finish(window.admit(index), outcome, outcome === 'written' ? 'x'.repeat(index) : '');
    }
    for (let group = window.take(); group; group = window.take()) window.release(group);
    assert.equal([window.records, window.size], [0, 0]);
  });

  WindowTest(`${name} bounds a group to 1 MiB and one record`, () => {
    const window = create();
    const text = 'x'.repeat(400_000);
    for (let index = 0; index < 7; index += 1) window.finish(window.admit(1), 'written', text);
    const texts = takeAll(window);
    assert.equal(
      texts.map(({ length }) => length / text.length),
      [3, 3, 1],
    );
  });
}

WindowTest.run();
