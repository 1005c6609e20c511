import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveAll, resolveReferences } from '../../lib/config/environment.ts';

const Environment = suite('environment');

const env = { KEY: 'k-1', EMPTY: '', NESTED: `\${KEY}`, _a1: 'low', toString: undefined };

for (const [text, expected] of [
  ['plain', 'plain'],
  ['', ''],
  [`\${KEY}`, 'k-1'],
  [`Bearer \${KEY}/\${_a1}`, 'Bearer k-1/low'],
  [`\${KEY:other}`, 'k-1'],
  [`\${NONE:other}`, 'other'],
  [`\${NONE:http://localhost:4000}`, 'http://localhost:4000'],
  [`[\${NONE:}]`, '[]'],
  [`\${EMPTY:other}`, 'other'],
  [`\${{KEY}}`, `\${KEY}`],
  [`\${{NONE:x}} \${KEY}`, `\${NONE:x} k-1`],
  [`\${NESTED}`, `\${KEY}`],
  [`$KEY \${} \${1A} {{ KEY }} $\${KEY}`, `$KEY \${} \${1A} {{ KEY }} $k-1`],
  ['os.environ/KEY', 'k-1'],
  ['see os.environ/KEY', 'see os.environ/KEY'],
] as const) {
  Environment(`makes ${JSON.stringify(expected)} of ${JSON.stringify(text)}`, () => {
    assert.equal(resolveReferences(text, env), { text: expected });
  });
}

for (const [text, name] of [
  [`\${NONE}`, 'NONE'],
  [`\${EMPTY}`, 'EMPTY'],
  [`\${KEY} \${ONE} \${TWO}`, 'ONE'],
  ['os.environ/NONE', 'NONE'],
  ['os.environ/EMPTY', 'EMPTY'],
  [`\${constructor}`, 'constructor'],
  ['os.environ/__proto__', '__proto__'],
] as const) {
  Environment(`names the unset variable of ${text}`, () => {
    assert.equal(resolveReferences(text, env), { unset: name });
  });
}

Environment('puts a value in as it is, dollar signs included', () => {
  assert.equal(resolveReferences(`<\${A}>`, { A: `$& $1 $$` }), { text: `<$& $1 $$>` });
});

Environment('resolves the texts of a value at any depth, and nothing else of it', () => {
  const value = {
    key: 'os.environ/KEY',
    list: [`<\${KEY}>`, 1, null, true, { deep: ['os.environ/KEY'] }],
    big: 2n ** 64n,
    [`\${KEY}`]: {},
  };
  const never = () => assert.unreachable();
  assert.equal(resolveAll(value, env, never), {
    key: 'k-1',
    list: ['<k-1>', 1, null, true, { deep: ['k-1'] }],
    big: 2n ** 64n,
    [`\${KEY}`]: {},
  });
  assert.is(resolveAll('os.environ/KEY', env, never), 'k-1');
});

Environment('tells each unset variable of a value with its place, and lets its text be', () => {
  const value = { a: [`\${KEY}`, { b: 'os.environ/ONE' }], c: `\${TWO}` };
  const told: string[] = [];
  const resolved = resolveAll(value, env, (path, name) => told.push(`${path.join('.')} ${name}`));
  assert.equal(told, ['a.1.b ONE', 'c TWO']);
  assert.equal(resolved, { a: ['k-1', { b: 'os.environ/ONE' }], c: `\${TWO}` });
});

Environment('resolves a member named __proto__ like any other', () => {
  const value = JSON.parse('{"__proto__":"os.environ/KEY"}');
  const resolved = resolveAll(value, env, () => assert.unreachable());
  assert.is(JSON.stringify(resolved), '{"__proto__":"k-1"}');
});

Environment.run();
