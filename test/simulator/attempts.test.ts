import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createAttempts } from '../../lib/simulator/attempts.ts';

const Attempts = suite('attempts');

Attempts('counts how often each key came before', () => {
  const count = createAttempts();
  assert.equal([1, 2, 1, 1, 2].map(count), [0, 0, 1, 2, 1]);
});

Attempts('remembers a key that keeps coming, whatever else comes', () => {
  const count = createAttempts(10);
  for (let round = 0; round < 100; round++) {
    assert.is(count(-1), round);
    count(round);
  }
});

Attempts('forgets keys not seen for as many others as it may hold', () => {
  const count = createAttempts(10);
  count(-1);
  for (let key = 0; key < 10; key++) count(key);
  assert.is(count(-1), 0);
});

Attempts.run();
