import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { checkShape, collectProblems } from '../../lib/config/check-shape.ts';
import { duration } from '../../lib/config/duration.ts';
import { parseYaml } from '../../lib/config/yaml-file.ts';
import { ConfigError, formatProblem, messageOf } from '../../lib/errors.ts';

const CheckShape = suite('check-shape');

function messagesOf(text: string, schema: z.ZodType): string[] {
  const result = collectProblems(parseYaml('p.yaml', text), schema);
  return 'problems' in result ? result.problems.map(formatProblem) : [];
}

const call = z.strictObject({
  model: z.string().min(1),
  max_concurrent: z.int().min(1).default(32),
  format: z.enum(['text', 'json']).optional(),
  timeout: duration().optional(),
});
const pipeline = z.strictObject({
  name: z.string(),
  stages: z.array(z.strictObject({ call })).min(1),
});

CheckShape('returns the value as the schema gives it', () => {
  const yaml = parseYaml('p.yaml', 'name: a\nstages:\n  - call: { model: m, timeout: 2m }\n');
  assert.equal(checkShape(yaml, pipeline), {
    name: 'a',
    stages: [{ call: { model: 'm', max_concurrent: 32, timeout: 120_000 } }],
  });
  assert.is(checkShape(yaml, call, ['stages', 0, 'call']).model, 'm');
});

CheckShape('throws all problems in the order of the file', () => {
  const text = `stages:
  - call:
      format: jsn
      concurency: 3
      max_concurrent: x
  - call:
      model: m
      timeout: 30
nmae: a
`;
  assert.throws(
    () => checkShape(parseYaml('p.yaml', text), pipeline),
    (error: unknown) =>
      error instanceof ConfigError &&
      messageOf(error) ===
        `p.yaml:1:1: name is missing
p.yaml:3:7: stages[0].call.model is missing
p.yaml:3:15: stages[0].call.format: expected one of "text", "json", got "jsn", did you mean "json"?
p.yaml:4:7: stages[0].call.concurency: unknown key, did you mean "max_concurrent"?
p.yaml:5:23: stages[0].call.max_concurrent: expected a whole number of at least 1, got "x"
p.yaml:8:16: stages[1].call.timeout: expected a duration such as 500ms, 30s, 10m, 2h or 1d, got 30
p.yaml:9:1: nmae: unknown key, did you mean "name"?`,
  );
});

CheckShape('checks a part of a file under its own path', () => {
  const yaml = parseYaml('p.yaml', 'stages:\n  - call: { modle: m }\n');
  const result = collectProblems(yaml, call, ['stages', 0, 'call']);
  assert.equal('problems' in result && result.problems.map(formatProblem), [
    'p.yaml:2:11: stages[0].call.model is missing',
    'p.yaml:2:13: stages[0].call.modle: unknown key, did you mean "model"?',
  ]);
  assert.equal('problems' in collectProblems(yaml, call, ['nope']), true);
});

const anyList = z.array(z.unknown());
const source = z.union([z.string(), z.strictObject({ file: z.string() })]);
const message = z.union([source, z.strictObject({ role: z.string(), text: z.string() })]);
const either = z
  .strictObject({ b: z.string().optional() })
  .refine(() => false, { message: 'expected b or c', path: ['b'] });
const concurrency = z.union([z.literal('auto'), z.int().min(1)]);
const stage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('read'), path: z.string() }),
  z.strictObject({ type: z.literal('write'), path: z.string() }),
]);

const cases: [text: string, schema: z.ZodType, ...messages: string[]][] = [
  ['3', z.string(), '1: the file: expected a string, got 3'],
  ['~', z.strictObject({}), '1: the file: expected a mapping, got nothing'],
  ['[1]', z.strictObject({}), '1: the file: expected a mapping, got a list'],
  ['a: {}', z.object({ a: anyList }), '4: a: expected a list, got a mapping'],
  ['a: yes', z.object({ a: z.boolean() }), '4: a: expected true or false, got "yes"'],
  [
    'a: []',
    z.object({ a: anyList.min(1) }),
    '4: a: expected a list of at least 1 item, got an empty list',
  ],
  [
    'a: [1, 2]',
    z.object({ a: anyList.max(1) }),
    '4: a: expected a list of at most 1 item, got a list',
  ],
  [
    'a: ""',
    z.object({ a: z.string().min(2) }),
    '4: a: expected a string of at least 2 characters, got ""',
  ],
  ['a: 0', z.object({ a: z.int().min(1) }), '4: a: expected a whole number of at least 1, got 0'],
  ['a: 1.5', z.object({ a: z.int() }), '4: a: expected a whole number, got 1.5'],
  ['a: -1', z.object({ a: z.number().positive() }), '4: a: expected a number above 0, got -1'],
  [
    'a: 3',
    z.object({ a: z.number().min(0).max(2) }),
    '4: a: expected a number of at least 0 and of at most 2, got 3',
  ],
  ['a: .nan', z.object({ a: z.number().lt(2) }), '4: a: expected a number below 2, got NaN'],
  ['a: 3', z.object({ a: z.int().multipleOf(5) }), '4: a: expected a multiple of 5, got 3'],
  ['a: b', z.object({ a: z.literal('c') }), '4: a: expected "c", got "b"'],
  ['a: x', z.object({ a: z.url() }), '4: a: expected a URL, got "x"'],
  ['a: x', z.object({ a: z.email() }), '4: a: expected a string of the format email, got "x"'],
  [
    'a: x',
    z.object({ a: z.string().regex(/^y/) }),
    '4: a: expected a string that matches /^y/, got "x"',
  ],
  ['a: x', z.object({ a: z.string().refine(() => false) }), '4: a is not valid'],
  [
    'a: x',
    z.object({ a: z.string().refine(() => false, 'expected luck') }),
    '4: a: expected luck, got "x"',
  ],
  [
    'a: {}',
    z.object({ a: z.strictObject({}).refine(() => false, 'expected luck') }),
    '4: a: expected luck',
  ],
  ['a: {}', z.object({ a: z.strictObject({ b: z.enum(['x']) }) }), '4: a.b is missing'],
  ['a: {}', z.object({ a: z.strictObject({ b: source }) }), '4: a.b is missing'],
  ['a: { role: 1, text: x }', z.object({ a: message }), '12: a.role: expected a string, got 1'],
  ['a: {}', z.object({ a: either }), '4: a.b: expected b or c'],
  ['{}', stage, '1: type is missing'],
  [
    'type: raed',
    stage,
    '7: type: expected one of "read", "write", got "raed", did you mean "read"?',
  ],
  ['type: read', stage, '1: path is missing'],
  ['a: 5', z.object({ a: source }), '4: a: expected a string or a mapping, got 5'],
  [
    'a: { flie: x }',
    z.object({ a: source }),
    '4: a.file is missing',
    '6: a.flie: unknown key, did you mean "file"?',
  ],
  [
    'a: { file: 1 }',
    z.object({ a: z.array(z.string()).or(source) }),
    '12: a.file: expected a string, got 1',
  ],
  ['a: 0', z.object({ a: concurrency }), '4: a: expected a whole number of at least 1, got 0'],
  [
    'a: atuo',
    z.object({ a: concurrency }),
    '4: a: expected "auto" or a whole number of at least 1, got "atuo", did you mean "auto"?',
  ],
  [
    'a: []',
    z.object({ a: concurrency.or(source) }),
    '4: a: expected "auto" or a whole number of at least 1 or a string or a mapping, got an empty list',
  ],
  [
    'a: { b c: x }',
    z.object({ a: z.record(z.string(), z.int()) }),
    '11: a["b c"]: expected a whole number, got "x"',
  ],
  [
    'a: { b: 1 }',
    z.object({ a: z.record(z.string().regex(/^x/), z.int()) }),
    '6: a.b: expected a string that matches /^x/, got "b"',
  ],
  [
    '名: { 题: 1 }',
    z.object({ 名: z.object({ 题: z.string() }) }),
    '9: 名.题: expected a string, got 1',
  ],
];

for (const [text, schema, ...messages] of cases) {
  CheckShape(`answers ${text} with: ${messages.join('; ')}`, () => {
    assert.equal(
      messagesOf(text, schema),
      messages.map((message) => `p.yaml:1:${message}`),
    );
  });
}

CheckShape('shortens long values', () => {
  const [message] = messagesOf(`a: ${'x'.repeat(200)}`, z.object({ a: z.int() }));
  assert.is(message, `p.yaml:1:4: a: expected a whole number, got "${'x'.repeat(59)}…"`);
});

for (const name of [
  'api_key',
  'master_key',
  'x-api-key',
  'API_KEY',
  'password',
  'token',
  'aws_session_token',
  'client_secret',
  'Authorization',
]) {
  CheckShape(`never shows the value of ${name}`, () => {
    const shapes = [z.int(), z.enum(['sk-123']), z.union([z.int(), z.boolean()]), duration()];
    for (const shape of shapes) {
      const text = messagesOf(`${name}: sk-1234`, z.object({ [name]: shape })).join();
      assert.match(text, `${name}: expected`);
      assert.not.match(text, 'sk-1234');
    }
    const nested = messagesOf(`${name}: [sk-1234]`, z.object({ [name]: z.array(z.int()) }));
    assert.not.match(nested.join(), 'sk-1234');
  });
}

CheckShape('shows the values of keys that only sound like secrets', () => {
  const [message] = messagesOf('max_tokens: many', z.object({ max_tokens: z.int() }));
  assert.match(message ?? '', 'got "many"');
});

CheckShape.run();
