import { isDeepStrictEqual } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { vendors } from '../../lib/providers/index.ts';
import { chatParameters } from '../../lib/providers/parameters.ts';
import type {
  Provider,
  ProviderCall,
  ProviderOperation,
  ProviderRequest,
} from '../../lib/providers/provider.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import { noRules, type WrittenRequest, writeRequest } from '../../lib/providers/write-request.ts';
import { type Adapter, adapters } from './contract/adapters.ts';
import { cases, requestOf } from './contract/cases.ts';
import { hearOpenAi } from './contract/hear-openai.ts';
import { heard, saysNothing } from './contract/heard.ts';

const Contract = suite('contract of the adapters');

const chat = (body: JsonObject, isStream = false): ProviderCall => ({
  operation: 'chat',
  body,
  isStream,
});

function providerOf({ vendor }: Adapter): Provider {
  const known = vendors[vendor];
  if (!known) throw new RangeError(`there is no vendor ${vendor}`);
  return known.provider;
}

/** As under `drop_params`, or without it. */
const write = (adapter: Adapter, body: JsonObject, dropUnsupported: boolean, isStream = false) =>
  writeRequest(providerOf(adapter), chat(body, isStream), adapter.target, {
    ...noRules,
    dropUnsupported,
  });

function errorOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

/** What the request must say; a limit of tokens that the user has not named is the model's. */
function expected(adapter: Adapter, name: string, body: JsonObject) {
  const { maxOutputTokens } = adapter.target;
  const said = { ...hearOpenAi(body), ...adapter.saysOtherwise?.[name] };
  return heard({ max_tokens: maxOutputTokens, ...said });
}

const without = (body: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

const hear = (adapter: Adapter, { request }: WrittenRequest) => adapter.hear(request.body);

for (const [title, adapter] of Object.entries(adapters)) {
  for (const [name, members] of Object.entries(cases)) {
    const body = requestOf(members);
    const refused = adapter.refuses[name] ?? [];

    if (adapter.cannotTell?.includes(name)) {
      Contract(`${title} refuses what it cannot tell: ${name}`, () => {
        for (const isDropping of [false, true]) {
          const error = errorOf(() => write(adapter, body, isDropping));
          assert.instance(error, UpstreamError);
          assert.is(error instanceof UpstreamError && error.code, 'unsupported_content');
        }
      });
      continue;
    }

    Contract(`${title} ${refused.length > 0 ? 'refuses' : 'says'}: ${name}`, () => {
      const [first] = refused;
      if (first === undefined) {
        const plain = write(adapter, body, false);
        assert.equal(hear(adapter, plain), expected(adapter, name, body));
        assert.equal(hear(adapter, write(adapter, body, false, true)), hear(adapter, plain));
        return;
      }
      assertRefused(adapter, body, first);
      const written = write(adapter, body, true);
      assert.equal(written.dropped, refused);
      assert.equal(hear(adapter, written), expected(adapter, name, without(body, refused)));
    });

    Contract(`${title} changes nothing that it is given, and writes it alike: ${name}`, () => {
      const given = deepFreeze(structuredClone(body));
      const [once, twice] = [write(adapter, given, true), write(adapter, given, true)];
      assert.equal(once, twice);
      assert.equal(once.request, write(adapter, structuredClone(body), true).request);
    });

    Contract(`${title} leaves nothing out without a word: ${name}`, () => {
      const known = Object.keys(adapter.leavesOut ?? {});
      assert.equal(
        lostIn(adapter, name).filter((path) => !known.includes(path)),
        [],
      );
    });
  }
}

/** By the adapter itself with the parameter's name, and by the call core with a code. */
function assertRefused(adapter: Adapter, body: JsonObject, parameter: string): void {
  const own = errorOf(() => providerOf(adapter).request(chat(body), adapter.target));
  assert.instance(own, UnsupportedParameter);
  assert.is(own instanceof UnsupportedParameter && own.parameter, parameter);
  const error = errorOf(() => write(adapter, body, false));
  if (!(error instanceof UpstreamError)) throw new TypeError('it is no UpstreamError');
  assert.equal([error.kind, error.code], ['bad_request', 'unsupported_parameter']);
  assert.ok(error.message.startsWith(`"${parameter}": `), error.message);
}

type Path = readonly (string | number)[];

/** Where each member of a request is, at any depth. */
function pathsOf(value: JsonValue, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => pathsOf(one, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [...path, name],
    ...pathsOf(inner, [...path, name]),
  ]);
}

const patternOf = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? '[]' : `.${step}`))
    .join('')
    .slice(1);

/** True where the request would be another one, or refused, without the member at that path. */
function isMissed(adapter: Adapter, body: JsonObject, path: Path, written: ProviderRequest) {
  const other = errorOf(() => write(adapter, withoutPath(body, path), true).request);
  return !isDeepStrictEqual(other, written);
}

function withoutPath(body: JsonObject, path: Path): JsonObject {
  const copy = structuredClone(body);
  const name = path.at(-1);
  const owner = path.slice(0, -1).reduce<JsonValue | undefined>(stepInto, copy);
  if (isJsonObject(owner) && typeof name === 'string') delete owner[name];
  return copy;
}

function stepInto(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(step)];
  return isJsonObject(value) ? value[step] : undefined;
}

/** Which members of the request for a case could be left out without a change, though they say something. */
function lostIn(adapter: Adapter, name: string): string[] {
  const body = requestOf(cases[name] ?? {});
  const { request, dropped } = write(adapter, body, true);
  const others = ['model', ...dropped, ...Object.keys(adapter.saysOtherwise?.[name] ?? {})];
  return pathsOf(without(body, others))
    .filter(([parameter]) => !saysNothing(String(parameter), body[String(parameter)]))
    .filter((path) => path.reduce<JsonValue | undefined>(stepInto, body) !== null)
    .filter((path) => !isMissed(adapter, body, path, request))
    .map(patternOf);
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

Contract('asks for each of OpenAI’s parameters', () => {
  const asked = new Set(
    Object.entries(cases)
      .filter(([name]) => name !== 'nulls')
      .flatMap(([, members]) => Object.keys(members)),
  );
  const own = new Set(['model', 'stream', 'stream_options']);
  assert.equal(
    [...chatParameters].filter((name) => !asked.has(name) && !own.has(name)),
    [],
  );
});

Contract('expects something of cases that there are', () => {
  const named = Object.values(adapters).flatMap(
    ({ refuses, cannotTell = [], saysOtherwise = {} }) => [
      ...Object.keys(refuses),
      ...cannotTell,
      ...Object.keys(saysOtherwise),
    ],
  );
  assert.equal(
    named.filter((name) => !Object.hasOwn(cases, name)),
    [],
  );
});

const operations: readonly ProviderOperation[] = [
  'chat',
  'complete',
  'embed',
  'rerank',
  'countTokens',
];

/** Enough for each of them. */
const anyBody = { ...requestOf({}), prompt: 'Hello', input: 'Hello', query: 'a', documents: ['a'] };

for (const [title, adapter] of Object.entries(adapters)) {
  Contract(`${title} lists nothing as left out that is written`, () => {
    const told = Object.keys(cases).filter((name) => !adapter.cannotTell?.includes(name));
    const lost = new Set(told.flatMap((name) => lostIn(adapter, name)));
    assert.equal(
      Object.keys(adapter.leavesOut ?? {}).filter((path) => !lost.has(path)),
      [],
    );
  });

  Contract(`${title} refuses operations that it does not offer`, () => {
    const offered = operations.filter((operation) => {
      const call = { operation, body: anyBody, isStream: false };
      const error = errorOf(() => providerOf(adapter).request(call, adapter.target));
      return !(error instanceof UpstreamError && error.code === 'unsupported_operation');
    });
    assert.equal(offered, adapter.offers);
  });
}

Contract.run();
