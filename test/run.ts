import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { runFile } from './runner/run-file.ts';
import { Tally } from './runner/tally.ts';
import type { Watch } from './runner/watchdog.ts';

// node test/run.ts [--limit SECONDS] [PATTERN]
// PATTERN is one file, or a regular expression for the paths of test/**/*.test.ts. The files run one
// after the other in this process, as uvu needs it. What uvu passes in silence is a failure here.

const graceMs = 1_000;
const { values, positionals } = parseArgs({
  options: { limit: { type: 'string', default: '120' } },
  allowPositionals: true,
});
const limitMs = Number(values.limit) * 1_000;
const pattern = positionals[0] ?? '';
process.chdir(join(import.meta.dirname, '..'));

const tally = new Tally();
let running: string | undefined;
process.on('exit', () => {
  if (running) tally.fail(running, 'the process ended too early');
  console.log(tally.report());
  process.exitCode = tally.failed > 0 ? 1 : 0;
});

const watchdog = new Worker(new URL('./runner/watchdog.ts', import.meta.url));
watchdog.unref();
const suspects: string[] = [];
const files = findFiles(pattern);
if (files.length === 0) tally.fail(pattern, 'there is no such test file');
for (const file of files) {
  running = file;
  console.log(`\n${file}`);
  watch(file);
  const openBefore = openHandles().length;
  await runFile(file, tally);
  if (openHandles().length > openBefore) suspects.push(file);
}
await watchdog.terminate();
process.on('beforeExit', () => {
  running = undefined;
});
setTimeout(failForOpenHandles, graceMs).unref();

function findFiles(pattern: string): string[] {
  if (statSync(pattern, { throwIfNoEntry: false })?.isFile()) return [pattern];
  const wanted = new RegExp(pattern);
  return globSync('test/**/*.test.ts')
    .filter((file) => wanted.test(file))
    .sort();
}

function watch(file: string): void {
  const lastWords = tally.reportAfter(file, `still running after ${values.limit} s`);
  watchdog.postMessage({ limitMs, lastWords: `${lastWords}\n` } satisfies Watch);
}

function openHandles(): string[] {
  return process.getActiveResourcesInfo();
}

/** After the last test only what a test has left open keeps the process alive. */
function failForOpenHandles(): void {
  running = undefined;
  tally.fail(suspects.join(', ') || 'a test', `left open: ${openHandles().join(', ')}`);
  process.exit();
}
