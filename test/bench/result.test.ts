import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { judge, showResults } from './result.ts';

const Results = suite('results of the benchmarks');

Results('are a pass or a miss only if every run says so', () => {
  assert.is(judge([1.1, 1.3], { atMost: 1.3 }), 'pass');
  assert.is(judge([1.2, 1.4], { atMost: 1.3 }), 'inconclusive');
  assert.is(judge([1.31, 1.4], { atMost: 1.3 }), 'miss');
  assert.is(judge([20, 50], { atLeast: 20 }), 'pass');
  assert.is(judge([19, 50], { atLeast: 20 }), 'inconclusive');
  assert.is(judge([1, 19], { atLeast: 20 }), 'miss');
});

Results('stand in one table', () => {
  const row = { ours: '70', against: 'hand loop 60', remarks: ['and more'] };
  const table = showResults([
    { ...row, what: 'CPU', judged: [1.2], goal: { atMost: 1.3 } },
    { ...row, what: 'a long name', judged: [2], goal: { atLeast: 20 } },
  ]);
  assert.equal(table.split('\n'), [
    'figure       llm-pipe  against       judged             goal    verdict',
    'CPU          70        hand loop 60  1.20 [1.20..1.20]  <= 1.3  pass',
    'a long name  70        hand loop 60  2.00 [2.00..2.00]  >= 20   miss',
    '',
    'and more',
    'and more',
  ]);
});

Results.run();
