import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StopError, UsageError } from '../../lib/errors.ts';
import { type Input, type InputOptions, openInput } from '../../lib/io/input.ts';
import { PipeRecord } from '../../lib/record.ts';
import { needs } from '../support/needs.ts';
import { importing, outcomeOf, startPipeline, startScript } from './start-script.ts';
import { withFolder } from './with-folder.ts';

const Files = suite('input');

const unused = new PassThrough();

function openPaths(
  paths: readonly string[],
  options: Partial<InputOptions> = {},
  stdin: Readable = unused,
) {
  return openInput(paths, stdin, { maxRecordBytes: 1_000_000, ...options });
}

/** Each record as `index file:line raw`. */
async function readAll(input: Input): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of input.batches) {
    assert.ok(batch.length > 0);
    for (const entry of batch) {
      const { file, line } = entry.position;
      const raw = entry instanceof PipeRecord ? entry.raw : entry.error.kind;
      found.push(`${entry.index} ${file.replace(/.*\//, '')}:${line} ${raw}`);
    }
  }
  return found;
}

function writeLines(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The lowest descriptor that is free. */
function nextDescriptor(): number {
  const fd = openSync('/dev/null', 'r');
  closeSync(fd);
  return fd;
}

const failureOf = (input: Input): Promise<unknown> =>
  readAll(input).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

Files('reads several files in a row', () =>
  withFolder(async (folder) => {
    const a = writeLines(folder, 'a', '\uFEFF{"a":1}\n\n{"a":2}');
    const b = writeLines(folder, 'b', '');
    const c = writeLines(folder, 'c', '\uFEFF{"c":1}\r\n');
    const input = openPaths([a, b, c]);
    assert.is(input.sizeBytes, 31);
    assert.equal(await readAll(input), ['0 a:1 {"a":1}', '1 a:3 {"a":2}', '2 c:1 {"c":1}\r']);
    assert.is(input.bytesRead, 31);
  }),
);

Files('reads a file larger than its buffer', () =>
  withFolder(async (folder) => {
    const lines = Array.from({ length: 3000 }, (_, n) => `{"n":${n},"x":"${'é'.repeat(n % 300)}"}`);
    const path = writeLines(folder, 'a', lines.join('\n'));
    const found = await readAll(openPaths([path]));
    assert.equal(
      found,
      lines.map((line, n) => `${n} a:${n + 1} ${line}`),
    );
  }),
);

for (const paths of [[], ['-']]) {
  Files(`reads standard input for ${paths.length} paths`, async () => {
    const input = openPaths(paths, {}, Readable.from([Buffer.from('{"a":1}\n')]));
    assert.is(input.sizeBytes, undefined);
    assert.equal(await readAll(input), ['0 stdin:1 {"a":1}']);
  });
}

Files('refuses what cannot be read before it reads anything', () =>
  withFolder((folder) => {
    const good = writeLines(folder, 'a', '{}');
    mkdirSync(join(folder, 'folder'));
    for (const [name, reason] of [
      ['none', 'no such file'],
      ['folder', 'is a directory'],
    ]) {
      const path = join(folder, String(name));
      assert.throws(
        () => openPaths([good, path]),
        (thrown: unknown) =>
          thrown instanceof UsageError && thrown.message === `cannot read ${path}: ${reason}`,
      );
    }
    assert.throws(() => openPaths(['-', good, '-']), /more than once/);
  }),
);

Files('releases what it had opened when it refuses, and when it is closed', () =>
  withFolder((folder) => {
    const path = writeLines(folder, 'a', '{}');
    const before = nextDescriptor();
    assert.throws(() => openPaths([path, path, join(folder, 'none')]));
    openPaths([path, path]).close();
    assert.is(nextDescriptor(), before);
  }),
);

Files('reads a file that is moved or removed after it was opened', () =>
  withFolder(async (folder) => {
    const path = writeLines(folder, 'a', '{}');
    const input = openPaths([path]);
    rmSync(path);
    assert.equal(await readAll(input), ['0 a:1 {}']);
  }),
);

const cuts = [
  [{}, [0, 1, 2, 3, 4]],
  [{ skip: 2 }, [2, 3, 4]],
  [{ limit: 2 }, [0, 1]],
  [{ skip: 1, limit: 2 }, [1, 2]],
  [{ skip: 3, limit: 9 }, [3, 4]],
  [{ skip: 9 }, []],
  [{ limit: 0 }, []],
] as const;

for (const [options, indexes] of cuts) {
  Files(`cuts by record, not by line: ${JSON.stringify(options)}`, () =>
    withFolder(async (folder) => {
      const a = writeLines(folder, 'a', '{}\n\n{}\n{}');
      const b = writeLines(folder, 'b', '\n{}\n{}\n');
      const found = await readAll(openPaths([a, b], options));
      assert.equal(
        found.map((record) => Number.parseInt(record, 10)),
        indexes,
      );
    }),
  );
}

Files('closes standard input before it gives the last record of the limit', async () => {
  const stdin = new PassThrough();
  stdin.write('{}\n{}\n{}\n');
  const input = openPaths([], { limit: 2 }, stdin);
  for await (const batch of input.batches) {
    assert.is(batch.length, 2);
    assert.ok(stdin.destroyed);
  }
});

Files('closes its files when the reader stops early', () =>
  withFolder(async (folder) => {
    const path = writeLines(folder, 'a', '{}\n{}\n');
    const stdin = new PassThrough();
    for await (const _batch of openPaths([path, '-'], {}, stdin).batches) break;
    assert.ok(stdin.destroyed);
  }),
);

Files('ends at once when it is closed while it waits, without a record cut short', async () => {
  const stdin = new PassThrough();
  stdin.write('{"a":1}\n{"a":');
  const input = openPaths([], {}, stdin);
  const batches = input.batches[Symbol.asyncIterator]();
  assert.is((await batches.next()).done, false);
  const next = batches.next();
  setImmediate(() => input.close());
  assert.is((await next).done, true);
  assert.is(input.bytesRead, 13);
});

Files('gives no record cut short when it is closed within a file', () =>
  withFolder(async (folder) => {
    const path = writeLines(folder, 'a', `{}\n{"a":"${'x'.repeat(900_000)}"}\n`);
    const input = openPaths([path]);
    const found: number[] = [];
    for await (const batch of input.batches) {
      found.push(batch.length);
      input.close();
    }
    assert.equal(found, [1]);
  }),
);

Files('stops with the cause when standard input breaks off', async () => {
  const stdin = new PassThrough();
  stdin.write('{}\n');
  const input = openPaths([], {}, stdin);
  const batches = input.batches[Symbol.asyncIterator]();
  await batches.next();
  stdin.destroy(Object.assign(new Error('read EIO'), { code: 'EIO', errno: -5 }));
  const failure = await batches.next().catch((thrown: unknown) => thrown);
  assert.instance(failure, StopError);
  assert.is(String(failure), 'StopError: cannot read stdin: i/o error');
});

Files('stops with the cause when a file cannot be read further', async () => {
  const path = '/proc/self/mem';
  if (!needs(path, existsSync(path))) return;
  const failure = await failureOf(openPaths([path]));
  assert.instance(failure, StopError);
  assert.is(String(failure), 'StopError: cannot read /proc/self/mem: i/o error');
});

Files('reads a named pipe as it comes and leaves it at the limit', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const input = openPaths([path], { limit: 2 });
    assert.is(input.sizeBytes, undefined);
    const found = readAll(input);
    const writer = await open(path, 'w');
    await writer.write('{}\n{}\n{}\n');
    assert.equal(await found, ['0 pipe:1 {}', '1 pipe:2 {}']);
    await writer.close();
  }),
);

Files('reads a device', async () => {
  assert.equal(await readAll(openPaths(['/dev/null'])), []);
});

const script = [
  importing('openInput', 'input'),
  'const options = { maxRecordBytes: 1e6, limit: process.env.LIMIT && Number(process.env.LIMIT) };',
  'const input = openInput([], process.stdin, options);',
  'for await (const batch of input.batches) {',
  '  process.stdout.write(batch.map(({ raw }) => raw).join());',
  '}',
  'process.stderr.write([input.sizeBytes, input.bytesRead].join());',
];

Files('answers each line of a pipe while the pipe stays open', async () => {
  const child = startScript(...script);
  child.stdout.setEncoding('utf8');
  for (const line of ['{"a":1}', '{"a":2}']) {
    const answer = new Promise((resolve) => child.stdout.once('data', resolve));
    child.stdin.write(`${line}\n`);
    assert.is(await answer, line);
  }
  child.stdin.end();
  assert.is((await outcomeOf(child)).stderr, ',16');
});

Files('lets the process end at the limit though the pipe stays open', async () => {
  const child = startPipeline('LIMIT=1 NODE', ...script);
  child.stdin.on('error', () => {});
  child.stdin.write('{"a":1}\n{"a":2}\n');
  const { stdout, code } = await outcomeOf(child);
  assert.equal([stdout, code], ['{"a":1}', 0]);
});

Files('reads a redirected file from where it stands, and knows its size', () =>
  withFolder(async (folder) => {
    const path = writeLines(folder, 'a', '{"a":1}\n{"a":2}\n');
    const child = startPipeline(`(read -r first; NODE) < '${path}'`, ...script);
    const { stdout, stderr } = await outcomeOf(child);
    assert.is(stdout, '{"a":2}');
    assert.is(stderr, '16,8');
  }),
);

Files.run();
