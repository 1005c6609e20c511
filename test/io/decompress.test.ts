import { execFileSync, spawnSync } from 'node:child_process';
import { constants, crc32, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StopError } from '../../lib/errors.ts';
import { decompress } from '../../lib/io/decompress.ts';
import { needs } from '../support/needs.ts';
import { forAll, someCuts } from './for-all.ts';
import { cut, reading } from './pieces.ts';

const Decompress = suite('decompress');

interface Outcome {
  bytes: Buffer;
  failure: string | undefined;
}

async function read(pieces: Iterable<Buffer>): Promise<Outcome> {
  const parts: Buffer[] = [];
  try {
    for await (const chunk of decompress(reading(pieces), 'in.gz')) parts.push(Buffer.from(chunk));
  } catch (error) {
    if (!(error instanceof StopError)) throw error;
    return { bytes: Buffer.concat(parts), failure: error.message };
  }
  return { bytes: Buffer.concat(parts), failure: undefined };
}

const zstd = (data: string | Buffer, level = 3, checksum = 0): Buffer =>
  zstdCompressSync(Buffer.from(data), {
    params: {
      [constants.ZSTD_c_compressionLevel]: level,
      [constants.ZSTD_c_checksumFlag]: checksum,
    },
  });

/** A frame of zstd that holds no data of the file. */
function skippable(data: Buffer, digit = 0): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a50 + digit);
  header.writeUInt32LE(data.length, 4);
  return Buffer.concat([header, data]);
}

for (const text of [
  '',
  '{',
  '{}\n',
  'x',
  '(',
  'P',
  'Za\n',
  '\x1f',
  '\x1fa',
  '(\xb5/',
  'PK\x03\x04',
  'plain text',
]) {
  Decompress(`leaves what is not compressed as it is: ${JSON.stringify(text)}`, async () => {
    const bytes = Buffer.from(text, 'latin1');
    for (const sizes of [[], [1]])
      assert.equal(await read(cut(bytes, sizes)), { bytes, failure: undefined });
  });
}

Decompress('does not wait for more than a short line that comes alone', async () => {
  const never = Promise.withResolvers<never>();
  async function* slowly() {
    yield Buffer.from('{}\n');
    await never.promise;
  }
  const chunks = decompress(slowly(), 'stdin');
  assert.equal((await chunks.next()).value, Buffer.from('{}\n'));
});

/** Data that packs well, data that does not, and none. */
const someData = fc.oneof(
  fc.constant(Buffer.alloc(0)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.string(), fc.integer({ min: 1, max: 3000 }))
    .map(([text, times]) => Buffer.from(text.repeat(times))),
);

interface Packed {
  data: Buffer;
  packed: Buffer;
}

const someMember: fc.Arbitrary<Packed> = fc
  .tuple(someData, fc.integer({ min: 0, max: 9 }))
  .map(([data, level]) => ({ data, packed: gzipSync(data, { level }) }));

const someFrame: fc.Arbitrary<Packed> = fc.oneof(
  fc
    .tuple(someData, fc.integer({ min: -5, max: 19 }), fc.nat({ max: 1 }))
    .map(([data, level, checksum]) => ({ data, packed: zstd(data, level, checksum) })),
  fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.nat({ max: 15 })).map(([data, digit]) => ({
    data: Buffer.alloc(0),
    packed: skippable(Buffer.from(data), digit),
  })),
);

const someCheckedFrame: fc.Arbitrary<Packed> = someData.map((data) => ({
  data,
  packed: zstd(data, 3, 1),
}));

const kinds = [
  ['gzip', someMember, someMember],
  ['zstd', someFrame, someCheckedFrame],
] as const;

for (const [name, somePart, someChecked] of kinds) {
  const someFile = fc.array(somePart, { minLength: 1, maxLength: 5 }).map((parts) => ({
    data: Buffer.concat(parts.map(({ data }) => data)),
    packed: Buffer.concat(parts.map(({ packed }) => packed)),
    /** Where the file may end and be whole. */
    ends: parts.map((_, at) =>
      parts.slice(0, at + 1).reduce((sum, { packed }) => sum + packed.length, 0),
    ),
  }));

  Decompress(`gives the data of any ${name} parts, cut anywhere`, () =>
    forAll(150, [someFile, someCuts], async ({ data, packed }, cuts) => {
      assert.equal(await read(cut(packed, cuts)), { bytes: data, failure: undefined });
    }),
  );

  Decompress(`tells of ${name} data that is cut off`, () =>
    forAll(150, [someFile, fc.nat(), someCuts], async ({ data, packed, ends }, place, cuts) => {
      // Less than the first bytes would not be known as compressed.
      const end = 4 + (place % (packed.length - 4));
      const { bytes, failure } = await read(cut(packed.subarray(0, end), cuts));
      assert.equal(bytes, data.subarray(0, bytes.length));
      if (!ends.includes(end)) assert.is(failure, `cannot read in.gz: the ${name} data is cut off`);
    }),
  );

  Decompress(`tells of spoilt ${name} data by its checksum`, () =>
    forAll(
      150,
      [someChecked, fc.nat(), fc.integer({ min: 1, max: 255 }), someCuts],
      async (whole, place, change, cuts) => {
        const packed = Buffer.from(whole.packed);
        const at = 4 + (place % (packed.length - 4));
        packed[at] = (packed[at] ?? 0) ^ change;
        const { bytes, failure } = await read(cut(packed, cuts));
        // Some bytes of a header are about other things.
        if (failure === undefined) assert.equal(bytes, whole.data);
      },
    ),
  );
}

const junk = [
  ['gzip', gzipSync('a'), Buffer.from('junk')],
  ['gzip', gzipSync('a'), Buffer.from([0x1f])],
  ['gzip', gzipSync('a'), Buffer.concat([Buffer.from([0]), gzipSync('b')])],
  ['zstd', zstd('a'), Buffer.from('junk')],
  ['zstd', zstd('a'), Buffer.from([0])],
  ['zstd', zstd('a'), gzipSync('b')],
] as const;

for (const [name, packed, rest] of junk) {
  Decompress(
    `tells of what follows ${name} data and is none: ${rest.toString('hex', 0, 6)}`,
    async () => {
      for (const pieces of [[Buffer.concat([packed, rest])], [packed, rest]]) {
        const { bytes, failure } = await read(pieces);
        assert.ok('a'.startsWith(bytes.toString()));
        assert.match(failure ?? '', name);
      }
    },
  );
}

for (const flags of [['-1'], ['-19', '--no-check'], ['--fast=3'], ['--long=27']]) {
  Decompress(`reads what zstd ${flags.join(' ')} writes`, async () => {
    if (!needs('zstd', spawnSync('zstd', ['--version']).status === 0)) return;
    const data = Buffer.from('some text of some length, '.repeat(20_000));
    const frame = execFileSync('zstd', ['-q', '-c', ...flags], { input: data, maxBuffer: 1e8 });
    const { bytes, failure } = await read([Buffer.concat([frame, frame])]);
    assert.is(failure, undefined);
    assert.is(crc32(bytes), crc32(Buffer.concat([data, data])));
  });
}

for (const [name, packed] of [
  ['gzip', gzipSync(Buffer.alloc(1e6))],
  ['zstd', zstd(Buffer.alloc(1e6))],
] as const) {
  Decompress(
    `closes its source when nobody wants more ${name} data, even while that waits`,
    async () => {
      const isClosed = Promise.withResolvers<void>();
      const more = Promise.withResolvers<void>();
      async function* slowly() {
        try {
          yield packed.subarray(0, packed.length - 1);
          await more.promise;
          yield Buffer.alloc(0);
        } finally {
          isClosed.resolve();
        }
      }
      for await (const _chunk of decompress(slowly(), 'in')) break;
      more.resolve();
      await isClosed.promise;
    },
  );

  Decompress(`passes on the failure of the source of ${name} data`, async () => {
    async function* broken() {
      yield packed.subarray(0, packed.length - 1);
      throw new StopError('cannot read in: i/o error');
    }
    const thrown = await (async () => {
      try {
        for await (const _chunk of decompress(broken(), 'in'));
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    assert.is(String(thrown), 'StopError: cannot read in: i/o error');
  });
}

Decompress.run();
