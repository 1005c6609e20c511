import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { messageOf } from '../../lib/errors.ts';
import { type JsonObject, parseJson } from '../../lib/json.ts';
import { parseObject } from '../../lib/record.ts';
import { compileDirect } from '../../lib/template/direct.ts';
import { createLiquid } from '../../lib/template/liquid.ts';
import { createTemplates, type Templates } from '../../lib/template/templates.ts';

const Direct = suite('direct');

/** Never rendered directly, writes nothing, moves no position. */
const tag = '{% if true %}{% endif %}';

const outputs = [
  'x',
  '["x"]',
  'x.y',
  'x["y"]',
  "x['a b']",
  'x.y.z',
  'x[0]',
  'x[-1]',
  'x[1.5]',
  'x[2].y',
  'x["0"]',
  'x.0',
  'x.y[0].z',
  'x.size',
  'x.first',
  'x.last',
  'x.length',
  'x.名',
  '名',
  'x[k]',
  'x.constructor',
  'x.__proto__',
  'x.toString',
  '__proto__',
  'constructor',
  'x-y',
  'true',
  'nil',
  'empty',
  'x | upcase',
  '3',
  '"text"',
  '"text".size',
];

const values = [
  '"text"',
  '""',
  '"{{ x }} {% include %} <b> & \\u0000 \\ud800"',
  '0',
  '-0',
  '1.50',
  '1e21',
  '1e999',
  '12345678901234567890',
  'true',
  'false',
  'null',
  '[]',
  '[1, "a", {"y": "b"}]',
  '[null]',
  '[[1, [2]]]',
  '{}',
  '{"y": "s"}',
  '{"y": null}',
  '{"y": {"z": 1}, "a b": 2, "名": "好"}',
  '{"y": [{"z": false}], "0": "zero", "-1": "minus"}',
  '{"size": 1, "first": 2, "last": 3, "length": 4}',
  '{"constructor": 1, "__proto__": {"z": 2}, "toString": 3}',
  '{"big": [12345678901234567890]}',
];

const scopes = [
  parseObject('{}'),
  parseObject('{"size": 9}'),
  parseObject('{"名": "好", "constructor": "c", "__proto__": "p", "x-y": "hyphen"}'),
  ...values.map((value) => parseObject(`{"x": ${value}, "k": "y"}`)),
];

function outcome(templates: Templates, source: string, scope: JsonObject): string {
  try {
    return templates.compileText(source)(scope);
  } catch (error) {
    return `${error instanceof Error ? error.name : ''}: ${messageOf(error)}`;
  }
}

for (const output of outputs) {
  Direct(`renders {{ ${output} }} as Liquid does, errors included`, () => {
    const templates = createTemplates();
    for (const source of [`{{ ${output} }}`, `a \n {{- ${output} -}} \n b{{ ${output} }}`]) {
      for (const scope of scopes) {
        assert.is(outcome(templates, source, scope), outcome(templates, source + tag, scope));
      }
    }
  });
}

const isDirect = (source: string): boolean => {
  const liquid = createLiquid();
  return compileDirect(liquid, liquid.parse(source)) !== undefined;
};

for (const source of ['', 'text', '{{ x }}', 'a {{ x.y[0]["z"] }} b', '{{- 名 -}}']) {
  Direct(`takes ${JSON.stringify(source)}`, () => {
    assert.ok(isDirect(source));
  });
}

for (const source of ['{{ x | upcase }}', '{{ x[y] }}', '{{ x == 1 }}', '{{ true }}', tag]) {
  Direct(`leaves ${source} to Liquid`, () => {
    assert.not(isDirect(source));
  });
}

Direct('leaves records with members that are missing or null to Liquid', () => {
  const liquid = createLiquid();
  const render = compileDirect(liquid, liquid.parse('<{{ x.y }}>'));
  assert.is(render?.({ x: { y: 'z' } }), '<z>');
  for (const x of ['{}', '{"y": null}', 'null', '"text"', '[1]']) {
    assert.is(render?.({ x: parseJson(x) }), undefined);
  }
});

Direct.run();
