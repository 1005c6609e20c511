import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LlmPipeError, RecordError } from '../../lib/errors.ts';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { parseObject } from '../../lib/record.ts';
import { TemplateError } from '../../lib/template/template-error.ts';
import { createTemplates } from '../../lib/template/templates.ts';

const Templates = suite('templates');

const record = parseObject(`{
  "text": "a<b> & 'c'",
  "none": null,
  "count": 3,
  "ok": true,
  "id": 12345678901234567890,
  "hollow": [],
  "rows": [{"a": null}, {"a": 1}],
  "list": [1, "two", {"three": 3}],
  "result": {"label": "bad", "score": 0.5},
  "评价": {"标题": "好"},
  "with space": "s",
  "hostile": "{{ text }}{% include 'x' %}{%- raw -%}}} {{"
}`);

const renderText = (source: string, scope: JsonObject = record): string =>
  createTemplates().compileText(source)(scope);
const isTrue = (source: string): boolean => createTemplates().compileCondition(source)(record);
const valueOfSource = (source: string): JsonValue => createTemplates().compileValue(source)(record);

function recordMessage(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.instance(error, RecordError);
    assert.is(error instanceof RecordError && error.kind, 'template');
    return error instanceof Error ? error.message : '';
  }
  return 'no error';
}

function compileFault(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.instance(error, TemplateError);
    if (!(error instanceof TemplateError)) return '';
    assert.instance(error, LlmPipeError);
    assert.is(error.code, 'template');
    return `${error.line}:${error.column}: ${error.message}`;
  }
  return 'no error';
}

for (const [source, expected] of [
  ['', ''],
  ['no holes } }} %} { %', 'no holes } }} %} { %'],
  ['{{ text }}', "a<b> & 'c'"],
  ['{{ count }} {{ ok }} {{ id }} {{ result.score }}', '3 true 12345678901234567890 0.5'],
  ['{{ list }} {{ result }}', '[1,"two",{"three":3}] {"label":"bad","score":0.5}'],
  ['{{ hollow }}', '[]'],
  ['{{ list[2].three }} {{ list[-1] }} {{ list.size }}', '3 {"three":3} 3'],
  ['{{ 评价.标题 }} {{ 评价["标题"] }}', '好 好'],
  ['{{ ["with space"] }}', 's'],
  ['{{ hostile }}', "{{ text }}{% include 'x' %}{%- raw -%}}} {{"],
  ['{{ hostile | upcase }}', "{{ TEXT }}{% INCLUDE 'X' %}{%- RAW -%}}} {{"],
  ['{{ nope | default: "" }}|{{ nope.deep | default: "d" }}', '|d'],
  ['{{ none | default: "d" }}|{{ none.deep | default: "d" }}', 'd|d'],
  ['{{ rows | map: "a" }}', '[null,1]'],
  ['{{ text | raw }}', "a<b> & 'c'"],
  ['{{ id | json }} {{ list | json }}', '12345678901234567890 [1,"two",{"three":3}]'],
  ['{{ result | json: 1 }}', '{\n "label": "bad",\n "score": 0.5\n}'],
  ['{% if nope %}a{% elsif none %}b{% else %}c{% endif %}', 'c'],
  ['{% for x in list %}{{ forloop.index }}={{ x }} {% endfor %}', '1=1 2=two 3={"three":3} '],
  [
    '{% assign y = list %}{{ y }}{% capture z %}{{ ok }}{% endcapture %}{{ z }}',
    '[1,"two",{"three":3}]true',
  ],
  ['{% raw %}{{ text }}{% endraw %}{% comment %}{{ nope }}{% endcomment %}', '{{ text }}'],
  ['a {%- if ok -%} b {%- endif %} c', 'ab c'],
] as const) {
  Templates(`renders ${source}`, () => {
    assert.is(renderText(source), expected);
  });
}

for (const [source, message] of [
  ['{{ nope }}', 'undefined variable: nope (line 1, column 4)'],
  ['a\n  {{ result.nope }}', 'undefined variable: result.nope (line 2, column 6)'],
  ['{{ none }}', 'none is null (line 1, column 4)'],
  ['{{ none.deep }}', 'none.deep is null (line 1, column 4)'],
  ['{{ none | upcase }}', 'none is null (line 1, column 4)'],
  ['{{ none | raw }}', 'none is null (line 1, column 4)'],
  ['{{ hollow | first | raw }}', 'the value is undefined (line 1, column 1)'],
  ['{{ text | append: none }}', 'none is null (line 1, column 19)'],
  ['{{ text | append: nope }}', 'undefined variable: nope (line 1, column 19)'],
  ['{% for x in none %}{% endfor %}', 'none is null (line 1, column 13)'],
  ['{% if ok %}{{ nope }}{% endif %}', 'undefined variable: nope (line 1, column 15)'],
  ['{{ hollow | first }}', 'the value is undefined (line 1, column 1)'],
  ['{{ nil }}', 'the value is null (line 1, column 1)'],
  ['{{ 1 | divided_by: 0 }}', 'Infinity is not a JSON value (line 1, column 1)'],
  ['{{ constructor }}', 'undefined variable: constructor (line 1, column 4)'],
  ['{{ __proto__ }}', 'undefined variable: __proto__ (line 1, column 4)'],
  ['{{ result.__proto__ }}', 'undefined variable: result.__proto__ (line 1, column 4)'],
  ['{{ text.constructor }}', 'undefined variable: text.constructor (line 1, column 4)'],
  ['{% for x in (1..1000000000) %}{% endfor %}', 'memory alloc limit exceeded (line 1, column 1)'],
] as const) {
  Templates(`fails the record at ${source}`, () => {
    assert.is(
      recordMessage(() => renderText(source)),
      message,
    );
  });
}

Templates('sees members named like parts of every object where the data has them', () => {
  const scope = parseObject('{"__proto__": {"a": 1}, "constructor": "c"}');
  assert.is(renderText('{{ __proto__.a }}{{ constructor }}', scope), '1c');
  assert.is(renderText('{{ __proto__.a | plus: 1 }}{{ constructor | upcase }}', scope), '2C');
});

for (const [source, fault] of [
  ['{{ x', '1:1: output "{{ x" not closed'],
  ['a\n {{ }}', '2:5: invalid value expression: ""'],
  ['{{ a b }}', '1:6: an operator is missing before this'],
  ['{{ a == }}', '1:6: a value is missing beside the operator'],
  ['{{ a, b }}', '1:5: unexpected ", b"'],
  ['{% if a %}\n{{ (b c) }}{% endif %}', '2:7: an operator is missing before this'],
  ['{% if a b %}{% endif %}', '1:9: an operator is missing before this'],
  ['{{ x | upcas }}', '1:1: unknown filter "upcas", did you mean "upcase"?'],
  ['{% iff x %}', '1:1: unknown tag "iff", did you mean "if"?'],
  ['{% if x %}', '1:1: tag {% if x %} not closed'],
  ['{% include "a" %}', '1:1: the tag "include" is not supported: a template is a single text'],
  ['{% render "a" %}', '1:1: the tag "render" is not supported: a template is a single text'],
  ['{% layout "a" %}', '1:1: the tag "layout" is not supported: a template is a single text'],
  [
    '{% increment a %}',
    '1:1: the tag "increment" is not supported: a template cannot change its data',
  ],
] as const) {
  Templates(`refuses ${JSON.stringify(source)}`, () => {
    const templates = createTemplates();
    assert.is(
      compileFault(() => templates.compileText(source)),
      fault,
    );
    assert.is(
      compileFault(() => templates.compileValue(source)),
      fault,
    );
  });
}

for (const [source, expected] of [
  ["result.label == 'bad'", true],
  ["result.label != 'bad'", false],
  ['count > 2 and ok', true],
  ['count >= 4 or result.score < 1', true],
  ['not ok', false],
  ["list contains 'two'", true],
  ["text contains '<'", true],
  ['none', false],
  ['none == nil', true],
  ['hollow', true],
  ['hollow == empty', true],
  ['nope | default: false', false],
  ['(nope | default: 3) > 2', true],
  ['(none | default: 1) > 2 or ok', true],
  ['  ok  ', true],
] as const) {
  Templates(`finds ${source.trim()} ${expected}`, () => {
    assert.is(isTrue(source), expected);
  });
}

Templates('fails the record at a condition on an undefined variable', () => {
  assert.is(
    recordMessage(() => isTrue("result.lable == 'bad'")),
    'undefined variable: result.lable (line 1, column 1)',
  );
  assert.is(
    recordMessage(() => isTrue('ok and\n nope')),
    'undefined variable: nope (line 2, column 2)',
  );
});

for (const [source, fault] of [
  ['', '1:1: invalid value expression: ""'],
  ['{{ ok }}', '1:1: invalid value expression: "{{ ok }}"'],
  ["result.label is 'bad'", '1:17: an operator is missing before this'],
  ["result.label = 'bad'", '1:15: expected "|" before filter'],
  ['ok)', '1:3: unexpected ")"'],
  ['ok ==', '1:4: a value is missing beside the operator'],
  ['ok | defualt: 1', '1:1: unknown filter "defualt", did you mean "default"?'],
] as const) {
  Templates(`refuses the condition ${JSON.stringify(source)}`, () => {
    assert.is(
      compileFault(() => createTemplates().compileCondition(source)),
      fault,
    );
  });
}

for (const [source, expected] of [
  ['{{ result }}', { label: 'bad', score: 0.5 }],
  ['{{ list[0] }}', 1],
  ['{{- ok -}}', true],
  ['{{ id }}', 12345678901234567890n],
  ['{{ none }}', null],
  ['{{ nope | default: 7 }}', 7],
  ['{{ list | size }}', 3],
  ["{{ result.label == 'bad' }}", true],
  [' {{ count }}', ' 3'],
  ['{{ count }}{{ ok }}', '3true'],
  ['{{ list }}.', '[1,"two",{"three":3}].'],
  ['plain', 'plain'],
  ['', ''],
] as const) {
  Templates(`makes a value of ${JSON.stringify(source)}`, () => {
    assert.equal(valueOfSource(source), expected);
  });
}

for (const [source, message] of [
  ['{{ nope }}', 'undefined variable: nope (line 1, column 4)'],
  ['{{ none | upcase }}', 'none is null (line 1, column 4)'],
  ['{{ hollow | first }}', 'the value is undefined'],
  ['{{ 1 | divided_by: 0 }}', 'Infinity is not a JSON value'],
] as const) {
  Templates(`fails the record at the value ${source}`, () => {
    assert.is(
      recordMessage(() => valueOfSource(source)),
      message,
    );
  });
}

function deepFreeze(value: JsonValue): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
}

Templates('leaves the data as it is', () => {
  const scope = parseObject('{"list": [3, 1, 2], "result": {"a": 1}}');
  deepFreeze(scope);
  for (const filter of [
    'reverse',
    'sort',
    'push: 4',
    'pop',
    'shift',
    'unshift: 0',
    'uniq',
    'compact',
  ]) {
    assert.type(renderText(`{{ list | ${filter} }}`, scope), 'string');
  }
  assert.is(renderText('{% assign list = 1 %}{{ list }}{{ result.a }}', scope), '11');
});

Templates('renders one record after another from one compiled template', () => {
  const render = createTemplates().compileText('{{ a }}{% cycle "x", "y" %}');
  assert.is(render({ a: 1 }), '1x');
  assert.throws(() => render({}));
  assert.is(render({ a: 2 }), '2x');
});

Templates.run();
