import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatPath, valueAt } from '../../lib/config/path.ts';

const Path = suite('path');

for (const [path, text] of [
  [[], ''],
  [['stages', 1, 'call', 'model'], 'stages[1].call.model'],
  [[0, 'a'], '[0].a'],
  [['评价', 'a-b', 'a b', 'x.y', ''], '评价.a-b["a b"]["x.y"][""]'],
] as const) {
  Path(`writes ${JSON.stringify(path)} as ${text}`, () => {
    assert.is(formatPath(path), text);
  });
}

Path('finds own members only', () => {
  const value = { a: [{ b: null }], text: 'x' };
  assert.is(valueAt(value, []), value);
  assert.is(valueAt(value, ['a', 0, 'b']), null);
  for (const path of [['b'], ['a', 1], ['a', 0, 'b', 'c'], ['text', 0], ['toString']]) {
    assert.is(valueAt(value, path), undefined);
  }
});

Path.run();
