import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { outcomes } from '../../lib/metrics.ts';
import { Counts } from '../../lib/pipeline/counts.ts';

const CountsTest = suite('counts');

CountsTest('are conserved when each record has ended in one way', () => {
  const counts = new Counts();
  assert.ok(counts.isConserved);
  for (const outcome of outcomes) {
    counts.read += 1;
    assert.not(counts.isConserved, outcome);
    counts.ended[outcome] += 1;
    assert.ok(counts.isConserved, outcome);
  }
  counts.ended.written += 1;
  assert.not(counts.isConserved);
});

CountsTest('tell failures by their kind', () => {
  const counts = new Counts();
  counts.fail('timeout', 'slow');
  counts.fail('template', 'odd');
  counts.fail('timeout', 'slower');
  assert.equal(
    [...counts.failures],
    [
      ['timeout', 2],
      ['template', 1],
    ],
  );
  assert.equal(
    [...counts.firstFailures],
    [
      ['timeout', 'slow'],
      ['template', 'odd'],
    ],
  );
});

CountsTest.run();
