import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nearest } from '../../lib/config/nearest.ts';

const Nearest = suite('nearest word');

Nearest('is the one with the fewest other letters', () => {
  assert.is(nearest('timout', ['weight', 'timeouts', 'timeout']), 'timeout');
});

Nearest('has at most a quarter of other letters', () => {
  assert.is(nearest('stop', ['drop']), undefined);
  assert.is(nearest('stop', ['step']), 'step');
  assert.is(nearest('stop', []), undefined);
});

Nearest.run();
