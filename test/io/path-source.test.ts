import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StopError, UsageError } from '../../lib/errors.ts';
import { everyElement, type PathStep, parsePath } from '../../lib/io/json-path.ts';
import { readPath } from '../../lib/io/path-source.ts';
import { forAll, someCuts } from './for-all.ts';
import { cut, gather, reading } from './pieces.ts';
import { someObject } from './some-json.ts';

const Source = suite('path source');

const read = (pieces: Iterable<string | Buffer>, path: string, maxRecordBytes = 10_000) =>
  gather(
    readPath(reading(pieces), {
      ...{ file: 'in.json', firstIndex: 3, maxRecordBytes, path },
      steps: parsePath(path) ?? [],
    }),
  );

const recordsOf = async (text: string, path: string): Promise<string[]> => {
  const { records, failure } = await read([text], path);
  assert.is(failure, undefined);
  return records;
};

Source('gives the elements of an array under the path, written without white space', async () => {
  const text =
    '\uFEFF{"n": 1, "data": {"items": [ {"a" : 1},\n {"b":[ 2, {} ]}, [ ] , "x" , 5, null ] } }';
  assert.equal(await recordsOf(text, '$.data.items'), [
    '{"a":1}',
    '{"b":[2,{}]}',
    '[]',
    '"x"',
    '5',
    'null',
  ]);
});

Source('numbers the records, of which no line is known', async () => {
  const { places } = await read(['{"a":[{},{}]}'], 'a');
  assert.equal(places, ['3::', '4::']);
});

Source('gives an object under the path, and each under the elements of arrays', async () => {
  assert.equal(await recordsOf('{"a":{"b":{"c":1}}}', 'a.b'), ['{"c":1}']);
  const squad =
    '{"data":[{"paragraphs":[{"qas":[{"q":1},{"q":2}]},{"qas":[]}]},{"title":"x","paragraphs":[{"qas":[{"q":3}]}]}]}';
  assert.equal(await recordsOf(squad, 'data[*].paragraphs[*].qas'), [
    '{"q":1}',
    '{"q":2}',
    '{"q":3}',
  ]);
  assert.equal(await recordsOf(squad, 'data[].title'), ['"x"']);
});

Source('reads documents that follow one another', async () => {
  assert.equal(await recordsOf('{"a":[{"n":1}]}\n{"b":[]}{"a":[{"n":2}]}', 'a'), [
    '{"n":1}',
    '{"n":2}',
  ]);
});

Source('keeps numbers, the order of members, doubles and every character', async () => {
  const raw =
    '{"b":12345678901234567890,"a":1.10,"1":-0,"a":1E+400,"😀\\n":"\\ud83d\\u2028\\u0000"}';
  assert.equal(await recordsOf(`{"x":[${raw}]}`, 'x'), [raw]);
});

Source('gives nothing for an empty array', async () => {
  assert.equal(await recordsOf('{"a":[]}', 'a'), []);
});

for (const text of ['', ' \n', '{}', '{"b":[{}]}', '[{"a":[{}]}]']) {
  Source(
    `refuses a document that has nothing under the path: ${JSON.stringify(text)}`,
    async () => {
      const { records, failure } = await read([text], '$.a');
      assert.equal(records, []);
      assert.instance(failure, UsageError);
      assert.is(String(failure), 'UsageError: in.json: there is nothing under the path $.a');
    },
  );
}

for (const text of [
  '{"a":[{"n":1},{"n":2',
  '{"a":[{"n":1}, x]}',
  '{"a":[{"n":1}]',
  '{"a":[{"n":1}]}}',
  '{"a":[{"n":1},]}',
]) {
  Source(`stops where the document is wrong: ${text}`, async () => {
    const { failure } = await read([text], 'a');
    assert.instance(failure, StopError);
    assert.match(String(failure), 'StopError: cannot read in.json: not valid JSON: ');
  });
}

Source('gives the records of the chunks before the fault', async () => {
  const { records, failure } = await read(['{"a":[{"n":1},', '{"n":2}, ', 'x]}'], 'a');
  assert.equal(records, ['{"n":1}', '{"n":2}']);
  assert.instance(failure, StopError);
});

Source('stops where the document is not UTF-8', async () => {
  for (const sizes of [[], [1]]) {
    const { failure } = await read(cut(Buffer.from('{"a":[{"n":"\xff"}]}', 'latin1'), sizes), 'a');
    assert.is(String(failure), 'StopError: cannot read in.json: not valid UTF-8');
  }
});

Source(
  'gives a record that is too large as a bad one, with its start and size, and goes on',
  async () => {
    const large = { a: 'é'.repeat(1000) };
    const { records } = await read([JSON.stringify({ x: [large, { b: 1 }] })], 'x', 1500);
    assert.equal(records, [`too_large ${JSON.stringify(large).slice(0, 515)}`, '{"b":1}']);
    const { records: exact } = await read(['{"x":["éé","ééx"]}'], 'x', 6);
    assert.equal(exact, ['"éé"', 'too_large "ééx"']);
  },
);

Source('tells how large a record is', async () => {
  const options = { file: 'in', firstIndex: 0, maxRecordBytes: 4, path: 'x', steps: ['x'] };
  for await (const [bad] of readPath(reading(['{"x":["ééx"]}']), options)) {
    const message = bad && 'error' in bad && bad.error.message;
    assert.is(message, 'the record has 7 bytes, at most 4 are allowed');
  }
});

Source('gives a batch before it has read all', async () => {
  const never = Promise.withResolvers<never>();
  async function* slowly() {
    yield Buffer.from(`[${'{},'.repeat(1000)}`);
    await never.promise;
  }
  const options = { file: 'in', firstIndex: 0, maxRecordBytes: 100, path: '$', steps: [] };
  const batches = readPath(slowly(), options);
  assert.is((await batches.next()).value?.length, 64);
});

/** The values under the path, found by walking the parsed document; a list stands for its elements. */
function valuesUnder(value: unknown, [step, ...rest]: readonly PathStep[]): unknown[] {
  if (step === undefined) return Array.isArray(value) ? value : [value];
  const isList = Array.isArray(value);
  if (step === everyElement) return isList ? value.flatMap((item) => valuesUnder(item, rest)) : [];
  if (typeof value !== 'object' || value === null || isList || !Object.hasOwn(value, step))
    return [];
  return valuesUnder(Object(value)[step], rest);
}

const somePath = fc.constantFrom('a', 'a.b', 'a[*]', '[*].a', 'b[*].a', 'a[*].b', '$.b.a');

/** Objects that the paths often lead into, among others that they do not. */
const someTree = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    someObject.map(({ text }) => text),
    fc.array(tie('tree'), { maxLength: 3 }).map((items) => `[${items.join(' , ')}]`),
    fc
      .tuple(fc.shuffledSubarray(['a', 'b', 'c']), tie('tree'), tie('tree'))
      .map(([names, first, second]) => {
        const members = names.map((name, at) => `"${name}": ${at === 0 ? first : second}`);
        return `{${members.join(',\n')}}`;
      }),
  ),
})).tree;

Source('gives what is under the path in any document, cut anywhere', () =>
  forAll(500, [someTree, somePath, someCuts], async (text, path, cuts) => {
    const { records, failure } = await read(cut(Buffer.from(text), cuts), path);
    const expected = valuesUnder(JSON.parse(text), parsePath(path) ?? []);
    assert.equal(
      records.map((raw) => JSON.parse(raw)),
      expected,
    );
    if (failure !== undefined) assert.instance(failure, UsageError);
  }),
);

Source('loses no record of a spoilt document without a fault', () =>
  forAll(
    500,
    [someTree, fc.nat(), fc.constantFrom(...'[]{},:"\\ 1', ''), someCuts],
    async (text, place, sign, cuts) => {
      const at = place % text.length;
      // Half of a surrogate pair would not survive as UTF-8.
      const spoilt = Buffer.from(text.slice(0, at) + sign + text.slice(at + 1)).toString();
      const { records, failure } = await read(cut(Buffer.from(`{"a":${spoilt}}`), cuts), 'a');
      const isRight = isJson(`{"a":${spoilt}}`);
      if (!isRight) return assert.instance(failure, StopError);
      assert.is(failure, undefined);
      assert.equal(
        records.map((raw) => JSON.parse(raw)),
        valuesUnder(JSON.parse(spoilt), []),
      );
    },
  ),
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

Source.run();
