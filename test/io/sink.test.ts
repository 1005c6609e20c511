import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StopError, UsageError } from '../../lib/errors.ts';
import { openFileSink, openStdoutSink, partPath } from '../../lib/io/sink.ts';
import { importing, outcomeOf, startPipeline, startScript } from './start-script.ts';
import { withFolder, withFullDisk } from './with-folder.ts';

const File = suite('file sink');

File('writes PATH.part and renames it when finished', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'out.jsonl');
    writeFileSync(path, 'earlier');
    writeFileSync(partPath(path), 'left by an earlier run, and longer');
    const sink = openFileSink(path);
    await sink.write('{"é":1}\n');
    assert.is(readFileSync(path, 'utf8'), 'earlier');
    await sink.finish();
    assert.is(readFileSync(path, 'utf8'), '{"é":1}\n');
    assert.not(existsSync(partPath(path)));
    assert.is(sink.bytesWritten, 9);
  }),
);

File('makes an empty file of an empty run', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'out.jsonl');
    await openFileSink(path).finish();
    assert.is(readFileSync(path, 'utf8'), '');
  }),
);

File('keeps the part of an abandoned run, flushed', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'out.jsonl');
    const sink = openFileSink(path);
    const text = 'x'.repeat(1_000_000);
    assert.instance(sink.write(text), Promise);
    await sink.abandon();
    assert.is(readFileSync(partPath(path), 'utf8'), text);
    assert.not(existsSync(path));
  }),
);

File('refuses a path where nothing can be written', () =>
  withFolder((folder) => {
    mkdirSync(join(folder, 'out'));
    const refusals = [
      [join(folder, 'none', 'out'), 'no such file or directory'],
      [join(folder, 'out'), 'is a directory'],
    ] as const;
    for (const [path, reason] of refusals) {
      assert.throws(
        () => openFileSink(path),
        (thrown: unknown) =>
          thrown instanceof UsageError && thrown.message === `cannot write ${path}: ${reason}`,
      );
    }
  }),
);

File('writes a device in place, and stops when it is full', () =>
  withFullDisk(async (path) => {
    const sink = openFileSink(path);
    await sink.write('x');
    const failure = await sink.finish().catch((thrown: unknown) => thrown);
    assert.instance(failure, StopError);
    assert.is(String(failure), `StopError: cannot write ${path}: no space left on device`);
    assert.is(await sink.broken, failure);
    await sink.abandon();
  }),
);

File('may be abandoned after it was finished', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'out.jsonl');
    const sink = openFileSink(path);
    await sink.write('{}\n');
    await sink.finish();
    await sink.abandon();
    assert.is(readFileSync(path, 'utf8'), '{}\n');
  }),
);

File.run();

const Stdout = suite('stdout sink');

const imports = importing('openStdoutSink', 'sink');
const report = 'const tell = (error) => process.stderr.write(String(error));';

Stdout('delivers all to a pipe, waiting for its reader', async () => {
  const child = startScript(
    imports,
    'const sink = openStdoutSink();',
    'for (let times = 0; times < 300; times += 1) {',
    '  const room = sink.write("x".repeat(9_999) + "\\n");',
    '  if (!room) continue;',
    '  process.stderr.write("w");',
    '  await room;',
    '}',
    'await sink.finish();',
    'process.stderr.write(" " + sink.bytesWritten);',
  );
  const waits = await new Promise((resolve) => child.stderr.once('data', resolve));
  const { stdout, stderr } = await outcomeOf(child);
  assert.match(`${waits}${stderr}`, /^w+ 3000000$/);
  assert.is(stdout.length, 3_000_000);
});

Stdout('does not ask to wait for what a pipe took at once', async () => {
  const child = startPipeline(
    'NODE | cat',
    imports,
    'const sink = openStdoutSink();',
    'const isTaken = sink.write("x".repeat(65_536)) === undefined;',
    'await sink.finish();',
    'process.stderr.write(String(isTaken));',
  );
  assert.is((await outcomeOf(child)).stderr, 'true');
});

Stdout('ends with a broken pipe when the reader has gone', async () => {
  const child = startPipeline(
    'NODE | head -n 1',
    imports,
    report,
    'const sink = openStdoutSink();',
    'try { for (;;) await sink.write("x".repeat(999) + "\\n"); } catch (error) { tell(error.code); }',
    'await sink.finish().catch((error) => tell(" " + error.name));',
    'await sink.abandon();',
  );
  const { stdout, stderr } = await outcomeOf(child);
  assert.is(stdout.length, 1000);
  assert.is(stderr, 'broken_pipe BrokenPipeError');
});

Stdout('tells of a reader that goes while nothing more is written', async () => {
  const child = startScript(
    imports,
    report,
    'const sink = openStdoutSink();',
    'sink.write("x".repeat(3_000_000));',
    'tell((await sink.broken).code);',
  );
  child.stdout.once('data', () => child.stdout.destroy());
  const stderr: string[] = [];
  child.stderr.on('data', (chunk) => stderr.push(String(chunk)));
  const [code] = await new Promise<unknown[]>((resolve) =>
    child.once('close', (...ended) => resolve(ended)),
  );
  assert.is(stderr.join(''), 'broken_pipe');
  assert.is(code, 0);
});

Stdout('writes to a file it was redirected to, at its place', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'out');
    const child = startPipeline(
      `(echo head; NODE) > '${path}'`,
      imports,
      'const sink = openStdoutSink();',
      'await sink.write("one\\n");',
      'await sink.finish();',
      'await sink.write("two\\n");',
      'await sink.finish();',
    );
    assert.is((await outcomeOf(child)).stderr, '');
    assert.is(readFileSync(path, 'utf8'), 'head\none\ntwo\n');
  }),
);

Stdout('stops when the disk of a redirected stdout is full', () =>
  withFullDisk(async (path) => {
    const child = startPipeline(
      `NODE > '${path}'`,
      imports,
      report,
      'const sink = openStdoutSink();',
      'await sink.write("x");',
      'await sink.finish().catch(tell);',
    );
    const { stderr } = await outcomeOf(child);
    assert.is(stderr, 'StopError: cannot write stdout: no space left on device');
  }),
);

Stdout('does not lose the rest of a write that was cut short', () =>
  withFolder(async (folder) => {
    const child = startPipeline(
      `ulimit -f 1; NODE > '${join(folder, 'out')}'`,
      imports,
      report,
      'process.on("SIGXFSZ", () => {});',
      'const sink = openStdoutSink();',
      'await sink.write("x".repeat(5_000));',
      'await sink.finish().catch(tell);',
    );
    assert.match((await outcomeOf(child)).stderr, 'StopError: cannot write stdout: file too large');
  }),
);

Stdout('leaves a stream of its own kind open', async () => {
  const sink = openStdoutSink(process.stderr);
  await sink.write('');
  await sink.finish();
  assert.not(process.stderr.destroyed);
});

Stdout.run();
