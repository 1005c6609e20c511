import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseYaml } from '../../lib/config/yaml-file.ts';
import { root } from './workshop.ts';

const schema = suite('pipeline.schema.json');

const source = readFileSync(join(root, 'config/pipeline.schema.json'), 'utf8');
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(source),
);

for (const file of globSync('pipelines/*.yaml', { cwd: root })) {
  schema(`accepts ${file}`, () => {
    assert.equal(errorsIn(readFileSync(join(root, file), 'utf8')), []);
  });
}

const good = `
stages:
  - render: { user: "{{ text }}" }
  - call: { model: m, response: { schema: { type: object } } }
  - filter: "answer != ''"
  - set: { n: 1 }
`;

schema('accepts every kind of stage', () => {
  assert.equal(errorsIn(good), []);
});

const faults: [what: string, from: string, to: string, path: string][] = [
  ['a mistyped key of the file', 'stages:', 'ouput: {}\nstages:', ''],
  ['a mistyped key of a stage', 'model: m', 'model: m, max_concurent: 3', '/stages/1/call'],
  ['a mistyped key within a key', 'schema: {', 'shema: {', '/stages/1/call/response'],
  ['an unknown stage', 'filter:', 'fliter:', '/stages/2'],
  ['two stages in one map', '- filter:', '  filter:', '/stages/1'],
  ['a value of the wrong kind', 'model: m', 'model: m, reasks: often', '/stages/1/call/reasks'],
  ['a missing model', 'model: m, ', '', '/stages/1/call'],
];

for (const [what, from, to, path] of faults) {
  schema(`refuses ${what}`, () => {
    assert.ok(good.includes(from));
    const places = errorsIn(good.replace(from, to)).map(({ instancePath }) => instancePath);
    assert.ok(places.includes(path), `expected a fault at ${path}, got ${places.join(', ')}`);
  });
}

function errorsIn(yaml: string): readonly ErrorObject[] {
  validate(parseYaml('pipeline.yaml', yaml).value);
  return validate.errors ?? [];
}

schema.run();
