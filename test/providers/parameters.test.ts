import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { chatParameters, compact, Parameters } from '../../lib/providers/parameters.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import { needs } from '../support/needs.ts';

const Params = suite('parameters');

const openapi = join(import.meta.dirname, '../../../shared/openapi/openapi.json');

const refuses = (run: () => unknown, message: string): void => {
  assert.throws(
    run,
    (error: unknown) =>
      error instanceof UpstreamError &&
      error.kind === 'bad_request' &&
      error.code === 'invalid_request' &&
      error.message === message,
  );
};

const kinds: [
  name: 'number' | 'text' | 'flag' | 'object' | 'list',
  is: JsonValue,
  words: string,
][] = [
  ['number', 0, 'a number'],
  ['text', '', 'text'],
  ['flag', false, 'true or false'],
  ['object', { b: 1 }, 'an object'],
  ['list', [1], 'a list'],
];

for (const [kind, value, words] of kinds) {
  Params(`takes ${words} once, and nothing else for it`, () => {
    const parameters = new Parameters({ a: value });
    assert.equal(parameters[kind]('a'), value);
    assert.is(parameters[kind]('a'), undefined);
    for (const [, other] of kinds.filter(([each]) => each !== kind)) {
      refuses(() => new Parameters({ a: other })[kind]('a'), `"a": expected ${words}`);
    }
    assert.is(new Parameters({ a: null })[kind]('a'), undefined);
  });
}

Params('takes a value of any kind', () => {
  const parameters = new Parameters({ a: [1], b: false });
  assert.equal([parameters.take('a'), parameters.take('b')], [[1], false]);
  assert.is(parameters.take('a'), undefined);
});

Params('takes the limit of tokens by either name, the newer one first, and both away', () => {
  const both = new Parameters({ max_tokens: 1, max_completion_tokens: 2 });
  assert.is(both.maxTokens(), 2);
  assert.equal(both.rest(), {});
  assert.is(new Parameters({ max_tokens: 1 }).maxTokens(), 1);
  assert.is(new Parameters({}).maxTokens(), undefined);
});

Params('takes one text to stop at, or some', () => {
  assert.equal(new Parameters({ stop: 'a' }).stop(), ['a']);
  assert.equal(new Parameters({ stop: ['a', 'b'] }).stop(), ['a', 'b']);
  assert.equal(new Parameters({ stop: [] }).stop(), []);
  assert.is(new Parameters({ stop: null }).stop(), undefined);
  for (const stop of [5, [5], [['a']], {}]) {
    refuses(() => new Parameters({ stop }).stop(), '"stop": expected text or a list of texts');
  }
});

Params("leaves the provider's own, without what is null or each adapter's business", () => {
  const body = { model: 'm', stream: true, stream_options: {}, own: 1, other: null, seed: null };
  assert.equal(new Parameters(body).rest(), { own: 1 });
});

Params("refuses one of OpenAI's that was not taken", () => {
  const parameters = new Parameters({ own: 1, seed: 0, n: 1 });
  assert.throws(
    () => parameters.rest(),
    (error: unknown) => error instanceof UnsupportedParameter && error.parameter === 'seed',
  );
  assert.is(parameters.number('seed'), 0);
  assert.equal(parameters.rest(), { own: 1 });
});

Params('knows other parameters where they are told', () => {
  const parameters = new Parameters({ seed: 0, dimensions: 1 }, new Set(['dimensions']));
  assert.throws(() => parameters.rest(), /"dimensions"/);
  assert.is(parameters.take('dimensions'), 1);
  assert.equal(parameters.rest(), { seed: 0 });
});

Params('leaves out what is undefined, and that only', () => {
  assert.equal(compact({ a: undefined, b: null, c: 0, d: '' }), { b: null, c: 0, d: '' });
  assert.equal(Object.keys(compact({ a: undefined })), []);
});

Params("knows the parameters that OpenAI's description of a chat has, and no others", () => {
  if (!needs("OpenAI's description of its API", existsSync(openapi))) return;
  const { components } = JSON.parse(readFileSync(openapi, 'utf8'));
  const { schemas } = components;
  /** With those of what it includes. */
  const namesOf = (schema: JsonObject): string[] => {
    const { $ref: reference, allOf: included, properties } = schema;
    if (typeof reference === 'string') return namesOf(schemas[reference.split('/').at(-1) ?? '']);
    const parts = Array.isArray(included) ? included.filter(isJsonObject) : [];
    return [...parts.flatMap(namesOf), ...Object.keys(isJsonObject(properties) ? properties : {})];
  };
  const names = new Set(namesOf(schemas.CreateChatCompletionRequest));
  assert.equal([...chatParameters], [...names].sort());
});

Params.run();
