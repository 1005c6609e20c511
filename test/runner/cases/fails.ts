import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const sums = suite('sums');
sums('adds wrongly', () => assert.is(1 + 1, 3));
sums('adds', () => assert.is(1 + 1, 2));
sums.run();
