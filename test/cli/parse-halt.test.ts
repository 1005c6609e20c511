import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseHalt } from '../../lib/cli/parse-halt.ts';

const Halt = suite('parse halt');

for (const [text, when, failures] of [
  ['now,fail=1', 'now', { count: 1 }],
  ['soon,fail=250', 'soon', { count: 250 }],
  ['soon,fail=5%', 'soon', { percent: 5 }],
  ['now,fail=0.5%', 'now', { percent: 0.5 }],
  ['soon,fail=100%', 'soon', { percent: 100 }],
] as const) {
  Halt(`reads ${text}`, () => assert.equal(parseHalt(text), { when, failures, text }));
}

for (const text of [
  ...['', 'now', 'fail=5%', 'never,fail=1', 'soon,success=1', 'soon,fail=', 'soon,fail=0'],
  ...['soon,fail=0%', 'soon,fail=101%', 'soon,fail=1.5', 'soon,fail=-1', 'soon, fail=1', '2'],
]) {
  Halt(`refuses ${JSON.stringify(text)}`, () => assert.is(parseHalt(text), undefined));
}

Halt.run();
