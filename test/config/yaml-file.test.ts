import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  parseLenientYaml,
  parseYaml,
  readLenientYaml,
  readYaml,
} from '../../lib/config/yaml-file.ts';
import { ConfigError, messageOf, UsageError } from '../../lib/errors.ts';

const YamlFile = suite('yaml-file');

function messagesOf(text: string): string[] {
  try {
    parseYaml('a.yaml', text);
  } catch (error) {
    assert.instance(error, ConfigError);
    return messageOf(error).split('\n');
  }
  return [];
}

const pipeline = `# comment
name: annotate
stages:
  - render: { user: "Hi" }
  - call:
      model: glm4-flash

      empty:
`;

YamlFile('gives the value and where its parts stand', () => {
  const yaml = parseYaml('./p.yaml', pipeline);
  assert.equal(yaml.value, {
    name: 'annotate',
    stages: [{ render: { user: 'Hi' } }, { call: { model: 'glm4-flash', empty: null } }],
  });
  assert.equal(yaml.positionOf(['name']), { line: 2, column: 7 });
  assert.equal(yaml.keyPositionOf(['name']), { line: 2, column: 1 });
  assert.equal(yaml.positionOf(['stages', 0, 'render', 'user']), { line: 4, column: 21 });
  assert.equal(yaml.positionOf(['stages', 1, 'call']), { line: 6, column: 7 });
  assert.equal(yaml.keyPositionOf(['stages', 1, 'call']), { line: 5, column: 5 });
  assert.equal(yaml.keyPositionOf(['stages', 1]), { line: 5, column: 5 });
  assert.is(yaml.positionOf(['stages', 1, 'call', 'empty']).line, 8);
  assert.equal(yaml.problem(['name'], 'no'), {
    file: './p.yaml',
    line: 2,
    column: 7,
    message: 'no',
  });
});

YamlFile('places a path that leads nowhere at its nearest parent', () => {
  const yaml = parseYaml('p.yaml', pipeline);
  assert.equal(yaml.positionOf(['stages', 1, 'call', 'timeout', 'x']), { line: 6, column: 7 });
  assert.equal(yaml.keyPositionOf(['stages', 1, 'call', 'timeout']), { line: 5, column: 5 });
  assert.equal(yaml.positionOf(['stages', 9]), { line: 4, column: 3 });
  assert.equal(yaml.positionOf(['nope']), { line: 2, column: 1 });
  assert.equal(yaml.positionOf([]), { line: 2, column: 1 });
});

YamlFile('follows aliases and merges mappings', () => {
  const yaml = parseYaml('p.yaml', 'a: &a\n  x: 1\nb: *a\nc:\n  <<: *a\n  y: 2\n');
  assert.equal(yaml.value, { a: { x: 1 }, b: { x: 1 }, c: { x: 1, y: 2 } });
  assert.equal(yaml.positionOf(['b', 'x']), { line: 2, column: 6 });
  assert.equal(yaml.positionOf(['c', 'x']), { line: 5, column: 3 });
});

YamlFile('keeps the digits of big whole numbers and the order and names of keys', () => {
  const { value } = parseYaml('p.yaml', 'id: 12345678901234567890\n__proto__: 1\n7: x\n');
  assert.equal(Object.entries(value ?? {}), [
    ['7', 'x'],
    ['id', 12345678901234567890n],
    ['__proto__', 1],
  ]);
});

const faults: [title: string, text: string, ...messages: string[]][] = [
  ['a tab', 'a:\n\tb: 1\n', '2:1: indent with spaces, not tabs'],
  ['a tab in a list', 'a:\n  - b\n\t- c\n', '3:1: indent with spaces, not tabs'],
  ['a tab in braces', 'a: {\n\tb: 1}\n', '2:2: indent with spaces, not tabs'],
  ['a duplicate key', 'a: 1\nb: 2\na: 3\n', '3:1: the key a appears twice'],
  ['two documents', 'a: 1\n---\nb: 2\n', '2:1: only one document per file, remove this ---'],
  ['an empty file', '', '1:1: the file is empty'],
  ['a file of comments', '# hi\n\n', '1:1: the file is empty'],
  ['an unquoted template', 'u: {{ text }}\n', '1:4: quote a text that begins with {{'],
  ['a template with text', 'u: {{ text }} x\n', '1:4: quote a text that begins with {{'],
  ['a list as a key', '? [a]\n: b\n', '1:3: a key must be a text'],
  [
    'a colon in a text',
    'a: b: c\n',
    '1:4: quote a text that contains ": ", or check the indentation',
  ],
  ['an open quote', 'a: "abc\nb: 2\n', '3:1: a quoted text above is not closed'],
  ['an open bracket', 'a: [1, 2\nb: 3\n', '2:1: a [ or { above is not closed'],
  ['a reserved character', 'a: @x\n', '1:4: quote a text that begins with @'],
  ['a tag', 'a: !x y\n', '1:4: quote a text that begins with !'],
  ['an alias', 'a: *.json\n', '1:4: unknown alias *.json, quote a text that begins with *'],
  ['an alias of itself', 'a: &a [*a]\n', '1:8: the alias *a contains itself'],
  ['a missing space', 'a:1\nb: 2\n', '1:1: expected "key: value", with a space after the colon'],
  ['a missing colon', 'a: 1\nbc\n', '2:1: expected "key: value", with a space after the colon'],
  [
    'text after a quote',
    'a: "x" y\n',
    '1:8: unexpected text after the value, quote the whole text',
  ],
  [
    'ragged keys',
    'a:\n   b: 1\n  c: 2\n',
    '3:1: check the indentation, all keys of a mapping start at the same column',
  ],
  ['an escape', 'a: "\\d"\n', '1:5: invalid escape sequence \\d'],
  [
    'several faults',
    'a: 1\na: 2\nb: @x\n',
    '2:1: the key a appears twice',
    '3:4: quote a text that begins with @',
  ],
];

for (const [title, text, ...messages] of faults) {
  YamlFile(`names the line, the column and the remedy of ${title}`, () => {
    assert.equal(
      messagesOf(text),
      messages.map((message) => `a.yaml:${message}`),
    );
  });
}

YamlFile('refuses aliases that multiply without bound', () => {
  const level = (name: string, of: string) =>
    `${name}: &${name} [${Array(40).fill(of).join(',')}]\n`;
  const text = level('a', 'x') + level('b', '*a') + level('c', '*b') + level('d', '*c');
  assert.equal(messagesOf(text), ['a.yaml:1:1: its aliases multiply too far']);
});

YamlFile('accepts one anchor used by many deployments', () => {
  const text = `d: &d { rpm: 1 }\nlist:\n${'  - { <<: *d }\n'.repeat(500)}`;
  assert.equal(messagesOf(text), []);
});

YamlFile('reads a file and keeps its name as written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yaml-'));
  try {
    const file = `${folder}/./p.yaml`;
    await writeFile(file, '\uFEFFname: 名\r\n');
    const yaml = await readYaml(file);
    assert.is(yaml.file, file);
    assert.equal(yaml.value, { name: '名' });
    assert.equal(yaml.keyPositionOf(['name']).line, 1);
  } finally {
    await rm(folder, { recursive: true });
  }
});

YamlFile('says why a file cannot be read', async () => {
  const messageFor = (file: string) =>
    readYaml(file).then(
      () => 'read',
      (error: unknown) => {
        assert.instance(error, UsageError);
        return messageOf(error);
      },
    );
  assert.is(await messageFor('no/such.yaml'), 'cannot read no/such.yaml: no such file');
  assert.is(await messageFor(tmpdir()), `cannot read ${tmpdir()}: it is a directory`);
});

const twice = 'a: 1\nb: { c: 2, d: 3, c: 4 }\nx: &x {}\n<<: *x\n<<: *x\na: [5]\na: 6\n';

YamlFile(
  'takes the last value of a key that appears again, and tells each, where that is allowed',
  () => {
    const yaml = parseLenientYaml('p.yaml', twice);
    assert.equal(yaml.value, { a: 6, b: { c: 4, d: 3 }, x: {} });
    assert.equal(
      yaml.duplicates.map(({ line, column, message }) => `${line}:${column} ${message}`),
      [
        '6:1 the key a appears twice, the last value holds',
        '7:1 the key a appears twice, the last value holds',
        '2:18 the key c appears twice, the last value holds',
      ],
    );
    assert.equal(yaml.positionOf(['a']), { line: 7, column: 4 });
    assert.equal(yaml.keyPositionOf(['b', 'c']), { line: 2, column: 18 });
  },
);

YamlFile('has no key again elsewhere', () => {
  assert.equal(parseYaml('p.yaml', 'a: 1\n').duplicates, []);
  assert.equal(parseLenientYaml('p.yaml', 'a: 1\nb: { a: 1 }\n').duplicates, []);
  const isConfigError = (error: unknown) => error instanceof ConfigError;
  assert.throws(() => parseYaml('p.yaml', twice), isConfigError);
  assert.throws(() => parseLenientYaml('p.yaml', 'a: [\n'), isConfigError);
});

YamlFile('reads a file leniently', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yaml-'));
  try {
    const file = join(folder, 'twice.yaml');
    await writeFile(file, 'a: 1\na: 2\n');
    const { value, duplicates } = await readLenientYaml(file);
    assert.equal([value, duplicates.length], [{ a: 2 }, 1]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

YamlFile.run();
