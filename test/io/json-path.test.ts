import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { everyElement, matchesPath, type PathStep, parsePath } from '../../lib/io/json-path.ts';

const JsonPath = suite('JSON path');

const paths = [
  ['$', []],
  ['', []],
  ['$.data', ['data']],
  ['.data', ['data']],
  ['data', ['data']],
  ['$.data.items', ['data', 'items']],
  ['data[*].paragraphs[*].qas', ['data', everyElement, 'paragraphs', everyElement, 'qas']],
  ['data[].rows', ['data', everyElement, 'rows']],
  ['$[*]', [everyElement]],
  ['$["a.b"].c', ['a.b', 'c']],
  ['["a b"]["[*]"]', ['a b', '[*]']],
  ['$schema', ['$schema']],
  ['a-b.中文.$x', ['a-b', '中文', '$x']],
] as const;

for (const [path, steps] of paths) {
  JsonPath(`reads ${JSON.stringify(path)}`, () => {
    assert.equal(parsePath(path), steps);
  });
}

for (const path of [
  '.',
  '$.',
  'a.',
  'a..b',
  '$..a',
  'a[0]',
  'a[',
  'a]',
  "a['b']",
  'a[""]',
  'a[*]b',
  '[*',
  '$$.',
]) {
  JsonPath(`refuses ${JSON.stringify(path)}`, () => {
    assert.is(parsePath(path), undefined);
  });
}

JsonPath('matches the keys of its steps, and an index for every element', () => {
  const steps: PathStep[] = ['data', everyElement, 'rows'];
  assert.ok(matchesPath(steps, ['data', 7, 'rows']));
  for (const keys of [
    ['data', 7],
    ['data', 7, 'rows', 0],
    ['data', '7', 'rows'],
    ['data', null, 'rows'],
  ]) {
    assert.not(matchesPath(steps, keys));
  }
});

JsonPath.run();
