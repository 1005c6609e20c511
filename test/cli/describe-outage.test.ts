import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeDown, describeUp } from '../../lib/cli/describe-outage.ts';

const Describe = suite('description of an outage');

const minutes = 60_000;

Describe('tells what is down, why, and how the run goes on', () => {
  assert.is(
    describeDown({ models: ['m'], reason: 'refused', nextTryMs: 8_123 }, 120 * minutes),
    'm is down (refused); waiting, next try in 8 s, at most 2 h',
  );
  assert.is(
    describeDown({ models: ['m', 'n'], reason: 'refused', nextTryMs: 0 }, 90 * minutes),
    'm and n are down (refused); waiting, next try in 1 s, at most 1.5 h',
  );
});

Describe('tells that one answers again', () => {
  assert.is(describeUp(['m'], 3.2 * minutes), 'm answers again after 3 min');
  assert.is(describeUp(['m', 'n'], 59_600), 'm or n answers again after 1 min');
});

Describe.run();
