import { Readable } from 'node:stream';
import fc from 'fast-check';
import { streamValues } from 'stream-json/streamers/stream-values.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { JsonScanner } from '../../lib/io/json-scanner.ts';
import { Oversized, type RawText } from '../../lib/io/raw-text.ts';
import { findValues } from './find-values.ts';
import { forAll, someCuts } from './for-all.ts';
import { cut } from './pieces.ts';
import { someDocument } from './some-json.ts';

const Scanner = suite('JSON scanner');

/** Everything that the scanner tells of a document, whose chunks are overwritten after each push. */
function scan(chunks: readonly Buffer[], maxBytes = 10_000) {
  const scanner = new JsonScanner(maxBytes, (raw, place) => ({ raw, ...place }));
  const found = chunks.flatMap((chunk) => {
    const reused = Buffer.from(chunk);
    const values = scanner.push(reused);
    reused.fill('#');
    return values;
  });
  found.push(...scanner.end());
  return { found, fault: scanner.fault };
}

const scanText = (text: string, maxBytes?: number) => scan([Buffer.from(text)], maxBytes);

const rawsOf = (text: string): RawText[] => scanText(text).found.map(({ raw }) => raw);

async function parsedBy(streamJson: Readable): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { value } of streamJson) values.push(value);
  return values;
}

Scanner('gives the elements of an array as they are written', () => {
  const elements = [
    '{"a": [1, {"b":"]"}]}',
    '[ ]',
    '"x\\"y"',
    '-1.50e3',
    'true',
    'null',
    '12345678901234567890',
  ];
  assert.equal(rawsOf(`[${elements.join(' ,\n')}]`), elements);
});

Scanner('gives objects that follow one another, and arrays between them', () => {
  assert.equal(
    rawsOf('{"a":1}{"a":2}\n[{"a":3}]\t[]{"a":4}'),
    [1, 2, 3, 4].map((a) => `{"a":${a}}`),
  );
});

for (const text of ['', ' \r\n\t', '\uFEFF', '\uFEFF\n', '[]', ' [ ] ', '[][]']) {
  Scanner(`finds nothing, and nothing wrong, in ${JSON.stringify(text)}`, () => {
    assert.equal(scanText(text), { found: [], fault: undefined });
  });
}

Scanner('tells line and column of each value, the column in characters', () => {
  const { found } = scanText('[{"é":1},{"b":2},\n\n  {"c":\n3}, 4]\n{"d":5}');
  assert.equal(
    found.map(({ line, column }) => [line, column]),
    [
      [1, 2],
      [1, 10],
      [3, 3],
      [4, 5],
      [5, 1],
    ],
  );
});

const faults = [
  ['1', 1, 1, 'expected a JSON array or object, got 1'],
  ['"text"', 1, 1, 'expected a JSON array or object, got "'],
  ['{} x', 1, 4, 'expected a JSON array or object, got x'],
  ['[1] ]', 1, 5, 'expected a JSON array or object, got ]'],
  ['[1,\n x]', 2, 2, 'expected a value, got x'],
  ['[,1]', 1, 2, 'expected a value or ], got ,'],
  ['[1,]', 1, 4, 'expected a value, got ]'],
  ['[1 2]', 1, 4, 'expected , or ], got 2'],
  ['[{}\n{}]', 2, 1, 'expected , or ], got {'],
  ['[1}', 1, 3, 'expected , or ], got }'],
  ['[\u0001]', 1, 2, 'expected a value or ], got the control character 1'],
  ['[é]', 1, 2, 'expected a value or ], got a character beyond ASCII'],
  ['[', 1, 2, 'expected a value or ], got the end of the document'],
  ['[1,', 1, 4, 'expected a value, got the end of the document'],
  ['[{}\n', 2, 1, 'expected , or ], got the end of the document'],
  ['[{"a":1', 1, 8, 'the document ends within a value'],
  ['{"a":\n"', 2, 2, 'the document ends within a value'],
] as const;

for (const [text, line, column, message] of faults) {
  Scanner(`tells what is wrong, and where: ${JSON.stringify(text)}`, () => {
    for (const sizes of [[], [1]]) {
      assert.equal(scan(cut(Buffer.from(text), sizes)).fault, { line, column, message });
    }
  });
}

Scanner('gives the values before the fault, and none after it', () => {
  const { found } = scanText('[{"a":1}, {"a":2} {"a":3}]');
  assert.equal(
    found.map(({ raw }) => raw),
    ['{"a":1}', '{"a":2}'],
  );
});

Scanner('gives the value that the end cuts off, so that it is not lost', () => {
  for (const rest of ['{"a":[1', '"x', '"x\\', '[[]', '12']) {
    const { found, fault } = scanText(`[1,${rest}`);
    assert.equal(
      found.map(({ raw }) => raw),
      ['1', rest],
    );
    assert.is(fault?.message, 'the document ends within a value');
  }
});

Scanner('gives the bytes of a value that is not UTF-8, and its neighbours as text', () => {
  const bytes = Buffer.from('["a","\xff","b","\xf0\x9f"]', 'latin1');
  for (const sizes of [[], [1], [6]]) {
    assert.equal(
      scan(cut(bytes, sizes)).found.map(({ raw }) => raw),
      ['"a"', Buffer.from('"\xff"', 'latin1'), '"b"', Buffer.from('"\xf0\x9f"', 'latin1')],
    );
  }
});

for (const [name, bytes] of [
  ['UTF-8', Buffer.from('\uFEFF[{"a":1},{"b":2}]')],
  ['not UTF-8', Buffer.from('\xef\xbb\xbf[{"a":1},{"b":"\xff"}]', 'latin1')],
] as const) {
  Scanner(`passes over a byte order mark, wherever it is cut: ${name}`, () => {
    for (const chunks of [[bytes], cut(bytes, [1]), cut(bytes, [2]), [Buffer.alloc(0), bytes]]) {
      const { found, fault } = scan(chunks);
      assert.is(fault, undefined);
      assert.equal(
        found.map(({ column }) => column),
        [2, 10],
      );
      assert.equal(found[0]?.raw, '{"a":1}');
    }
  });
}

Scanner('takes a value of exactly the allowed bytes, not one more', () => {
  for (const sizes of [[], [1], [3]]) {
    const { found, fault } = scan(cut(Buffer.from('["éé","ééx",1]'), sizes), 6);
    assert.equal(
      found.map(({ raw }) => raw),
      ['"éé"', new Oversized('"ééx"', 7), '1'],
    );
    assert.is(fault, undefined);
  }
});

Scanner('gives the values of any document, however it is spaced and cut', () =>
  forAll(500, [someDocument, someCuts], async ({ text, values }, cuts) => {
    const bytes = Buffer.from(text);
    const { found, fault } = scan(cut(bytes, cuts));
    assert.is(fault, undefined);
    const parsed = found.map(({ raw }) => JSON.parse(String(raw)));
    assert.equal(parsed, values);
    const options = { jsonStreaming: true };
    const reference = await parsedBy(
      Readable.from([text]).pipe(streamValues.withParserAsStream(options)),
    );
    assert.equal(parsed, reference.flat(1));
  }),
);

/** A document of which some bytes were replaced, taken out or put in. */
const spoilt = fc
  .tuple(
    someDocument,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat({ max: 2 }),
        fc.oneof(
          fc.constantFrom(...'[]{},:"\\ \n1et'),
          fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
          fc.constant(''),
        ),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([{ text }, changes]) => {
    let bytes = Buffer.from(text).toString('latin1');
    for (const [place, removed, added] of changes) {
      const at = place % (bytes.length + 1);
      bytes = bytes.slice(0, at) + added + bytes.slice(at + removed);
    }
    return Buffer.from(bytes, 'latin1');
  });

Scanner('gives no wrong value of a spoilt document, and loses none without a fault', () =>
  forAll(2000, [spoilt], (bytes) => {
    const ours = scan([bytes]);
    const reference = findValues(bytes);
    let at = 0;
    for (const { raw, line, column } of ours.found) {
      const expected = reference.values[at];
      if (expected === undefined || !Buffer.from(String(raw)).equals(Buffer.from(expected.raw)))
        break;
      assert.equal([line, column], [expected.line, expected.column]);
      at += 1;
    }
    const isBad = ours.found.slice(at).map(({ raw }) => !isJson(raw))[0] ?? false;
    if (at < ours.found.length) assert.ok(isBad, 'a value that the reference does not know');
    if (!ours.fault && !isBad) {
      assert.not(reference.isSpoilt, 'nothing is told of a fault');
      assert.is(at, reference.values.length);
    }
  }),
);

Scanner('says the same of any bytes, wherever they are cut', () =>
  forAll(2000, [spoilt, someCuts, fc.integer({ min: 1, max: 60 })], (bytes, cuts, maxBytes) => {
    assert.equal(scan(cut(bytes, cuts), maxBytes), scan([bytes], maxBytes));
  }),
);

function isJson(raw: RawText): boolean {
  try {
    return typeof raw === 'string' && JSON.parse(raw) !== undefined;
  } catch {
    return false;
  }
}

Scanner('does not hold what exceeds the bound', () => {
  const scanner = new JsonScanner(1024 * 1024, (raw) => raw);
  scanner.push(Buffer.from('["'));
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const before = process.memoryUsage().arrayBuffers;
  for (let times = 0; times < 2000; times += 1) scanner.push(chunk);
  assert.ok(process.memoryUsage().arrayBuffers - before < 8 * 1024 * 1024);
  const [value, next] = scanner.push(Buffer.from('",{}]'));
  assert.equal(value, new Oversized(`"${'x'.repeat(1023)}`, 2000 * chunk.length + 2));
  assert.is(next, '{}');
});

Scanner.run();
