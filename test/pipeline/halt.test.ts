import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type HaltCondition, haltReason } from '../../lib/pipeline/halt.ts';

const Halt = suite('halt condition');

const cases: [failures: HaltCondition['failures'], failed: number, ended: number, boolean][] = [
  [{ count: 1 }, 1, 1_000_000, true],
  [{ count: 10 }, 9, 9, false],
  [{ count: 10 }, 10, 10, true],
  [{ percent: 5 }, 2, 2, false],
  [{ percent: 5 }, 3, 3, true],
  [{ percent: 5 }, 3, 60, true],
  [{ percent: 5 }, 3, 61, false],
  [{ percent: 0.1 }, 10, 10_000, true],
  [{ percent: 100 }, 5, 6, false],
  [{ percent: 100 }, 6, 6, true],
];

for (const [failures, failed, ended, isMet] of cases) {
  Halt(`${isMet ? 'ends' : 'does not end'} ${JSON.stringify({ failures, failed, ended })}`, () => {
    const reason = haltReason({ when: 'soon', failures, text: 'x' }, failed, ended);
    assert.is(reason, isMet ? `${failed} of ${ended} records failed (--halt x)` : undefined);
  });
}

Halt.run();
