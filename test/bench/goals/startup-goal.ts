import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Bench, CannotRunError } from '../bench.ts';
import type { Result } from '../result.ts';
import { alternate, Series } from '../series.ts';
import { showSpread } from '../spread.ts';

const leastRuns = 10;
const root = resolve(import.meta.dirname, '../../..');
const shipped = ['package.json', 'README.md', 'LICENSE', 'pipelines', 'config'];
const env = {
  ...process.env,
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
};

/** Start-up of the program as users install it, beside that of Node alone. */
export async function measureStartup(bench: Bench): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'llm-pipe-bench-'));
  try {
    bench.tell('start-up: packing and installing');
    const tarball = await pack(bench, folder);
    return await measure(bench, await install(bench, tarball, join(folder, 'user')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(bench: Bench, llmPipe: string): Promise<Result[]> {
  const node = new Series(async () => timeOf(process.execPath, ['-e', '0']));
  const options = ['--version', '--help'].map((option) => {
    timeOf(llmPipe, [option]); // reads the files for the first time
    return { option, series: new Series(async () => timeOf(llmPipe, [option])) };
  });
  const runs = Math.max(leastRuns, bench.runs);
  await alternate(runs, [node, ...options.map(({ series }) => series)], () => {});
  return options.map(({ option, series }) => ({
    what: `ms of ${option}, installed`,
    ours: showSpread(series.figures),
    against: `node -e 0 ${showSpread(node.figures)}`,
    judged: series.figures,
    goal: { atMost: 100 },
    remarks: [],
  }));
}

function timeOf(command: string, args: string[]): number {
  const from = performance.now();
  const { status, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - from;
}

/** Packs what was compiled, so that nobody's dist/ is touched. Gives the tarball. */
async function pack({ programs, signal }: Bench, folder: string): Promise<string> {
  const project = join(folder, 'project');
  for (const name of shipped) cpSync(join(root, name), join(project, name), { recursive: true });
  for (const name of ['bin', 'lib']) {
    cpSync(join(programs, name), join(project, 'dist', name), { recursive: true });
  }
  await npm(['pack', '--ignore-scripts', '--pack-destination', folder], project, signal);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error('npm pack made no tarball');
  return join(folder, tarball);
}

/** Gives the command. @throws CannotRunError where npm cannot get the dependencies */
async function install({ signal }: Bench, tarball: string, user: string): Promise<string> {
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{ "private": true }');
  try {
    await npm(['install', '--prefer-offline', '--fetch-retries=0', tarball], user, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw new CannotRunError('npm cannot install the package', { cause });
  }
  return join(user, 'node_modules/.bin/llm-pipe');
}

async function npm(args: string[], cwd: string, signal: AbortSignal): Promise<void> {
  const quietly = ['--no-fund', '--no-audit', '--loglevel=error'];
  await promisify(execFile)('npm', [...args, ...quietly], { cwd, env, signal });
}
