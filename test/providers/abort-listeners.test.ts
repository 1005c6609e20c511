import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AbortListener, AbortListeners } from '../../lib/providers/abort-listeners.ts';

const Aborts = suite('abort listeners');

class Counter implements AbortListener {
  abortIndex = -1;
  aborts = 0;
  onAbort(): void {
    this.aborts += 1;
  }
}

Aborts('tell all that are left, once, whatever the order of removal', () => {
  for (const removed of [[], [0], [4], [0, 4], [4, 0], [1, 3, 0], [0, 1, 2, 3, 4]]) {
    const listeners = new AbortListeners();
    const controller = new AbortController();
    const counters = Array.from({ length: 5 }, () => new Counter());
    for (const counter of counters) listeners.add(controller.signal, counter);
    for (const at of removed) {
      const counter = counters[at];
      if (counter) listeners.remove(controller.signal, counter);
    }
    controller.abort();
    assert.equal(
      counters.map(({ aborts }) => aborts),
      counters.map((_, at) => (removed.includes(at) ? 0 : 1)),
      `without ${removed}`,
    );
  }
});

Aborts('ignore the removal of one that is not there', () => {
  const listeners = new AbortListeners();
  const { signal } = new AbortController();
  const [kept, twice] = [new Counter(), new Counter()];
  listeners.remove(signal, twice);
  listeners.add(signal, twice);
  listeners.add(signal, kept);
  listeners.remove(signal, twice);
  listeners.remove(signal, twice);
  assert.is(kept.abortIndex, 0);
});

Aborts('tell every one although a listener removes itself and others meanwhile', () => {
  const listeners = new AbortListeners();
  const controller = new AbortController();
  const last = new Counter();
  const leaving: AbortListener = {
    abortIndex: -1,
    onAbort: () => {
      listeners.remove(controller.signal, leaving);
      listeners.remove(controller.signal, last);
    },
  };
  listeners.add(controller.signal, leaving);
  listeners.add(controller.signal, last);
  controller.abort();
  assert.is(last.aborts, 1);
});

Aborts('keep the signals apart', () => {
  const listeners = new AbortListeners();
  const [one, other] = [new AbortController(), new AbortController()];
  const [ofOne, ofOther] = [new Counter(), new Counter()];
  listeners.add(one.signal, ofOne);
  listeners.add(other.signal, ofOther);
  one.abort();
  assert.equal([ofOne.aborts, ofOther.aborts], [1, 0]);
});

Aborts.run();
