import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';

const packaging = suite('package');

const root = resolve(import.meta.dirname, '../..');
const { PATH = '' } = process.env;
const folders = PATH.split(delimiter);
const quietly = ['--no-fund', '--no-audit', '--loglevel=error'];

for (const option of ['--version', '--help']) {
  packaging(`${option} loads none of the heavy modules`, () => {
    const preload = join(root, 'test/support/list-modules.ts');
    const { stderr } = run(
      process.execPath,
      ['--import', preload, 'bin/llm-pipe.ts', option],
      root,
    );
    assert.match(stderr, '/lib/cli/main.ts\n');
    assert.not.match(stderr, /\/node_modules\/(undici|highland|zod|prom-client)\//);
  });
}

packaging('says in one line that Node is too old', () => {
  const oldNode = folders.map((folder) => join(folder, 'node')).find(isTooOld);
  if (!needs('a Node older than 22.19 on PATH', oldNode !== undefined) || !oldNode) return;
  withFolder((folder) => {
    const compile = ['--noCheck', '-p', 'tsconfig.build.json', '--outDir', folder];
    run(join(root, 'node_modules/.bin/tsc'), compile, root);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const { status, stdout, stderr } = spawn(oldNode, ['bin/llm-pipe.js', '--version'], folder);
    assert.match(stderr, /^llm-pipe needs Node 22\.19 or newer; this is v[\d.]+\n$/);
    assert.is(stdout, '');
    assert.is(status, 2);
  });
});

packaging('works once installed from its tarball', () => {
  if (!needs('npm and its registry', reachesRegistry())) return;
  withFolder((folder) => {
    const user = join(folder, 'user');
    install(pack(folder), user);
    assert.match(llmPipe(user, '--help'), 'Usage: llm-pipe');
    const version = llmPipe(user, '--version').trim();
    assert.match(readFileSync(join(root, 'package.json'), 'utf8'), `"version": "${version}"`);
    const home = join(user, 'node_modules/llm-pipe');
    const input = join(home, 'pipelines/samples/annotate.jsonl');
    const output = llmPipe(
      user,
      ...['--pipeline', join(home, 'pipelines/annotate.yaml')],
      ...['--models', join(home, 'config/simulator.yaml')],
      ...['--input', input],
    );
    assert.is(countLines(output), countLines(readFileSync(input, 'utf8')));
  });
});

function withFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'llm-pipe-package-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Packs a copy of the project, so that two runs of the tests do not meet in dist/. */
function pack(folder: string): string {
  const copy = join(folder, 'project');
  cpSync(root, copy, { recursive: true, preserveTimestamps: true, filter: isSource });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  run('npm', ['pack', ...quietly, '--pack-destination', folder], copy);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  assert.ok(tarball, 'npm pack made no tarball');
  return join(folder, tarball ?? '');
}

function isSource(path: string): boolean {
  const made = ['node_modules', '.node', '.git', 'dist', 'coverage', '.bench'];
  return !made.includes(relative(root, path));
}

function install(tarball: string, user: string): void {
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{ "private": true }');
  run('npm', ['install', ...quietly, '--prefer-offline', tarball], user);
}

const llmPipe = (user: string, ...args: string[]): string =>
  run('npx', ['--no', '--', 'llm-pipe', ...args], user).stdout;

function run(command: string, args: string[], cwd: string): { stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawn(command, args, cwd);
  assert.is(status, 0, `${command} ${args.join(' ')}: ${stderr}${stdout}`);
  return { stdout, stderr };
}

function spawn(command: string, args: string[], cwd: string) {
  const env = { ...process.env, PATH: [dirname(process.execPath), ...folders].join(delimiter) };
  return spawnSync(command, args, { cwd, env, encoding: 'utf8' });
}

const reachesRegistry = (): boolean =>
  spawn('npm', ['view', 'uvu', 'version', '--fetch-retries=0'], root).status === 0;

function isTooOld(node: string): boolean {
  const { stdout } = spawn(node, ['--version'], root);
  const [, major = NaN, minor = NaN] = /^v(\d+)\.(\d+)/.exec(stdout ?? '')?.map(Number) ?? [];
  return major < 22 || (major === 22 && minor < 19);
}

const countLines = (text: string): number => text.trimEnd().split('\n').length;

packaging.run();
