import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needs } from '../support/needs.ts';
import { shipped, withWorkshop } from './program.ts';

const heap = suite('bounded heap');

const hasProc = () => needs('/proc', existsSync('/proc/self/cmdline'));

/** What a run was started with, seen while it waits for input, in the process in which it was started. */
async function startOf(nodeOptions: string[], args: string[], env: NodeJS.ProcessEnv = {}) {
  const seen: { command: string[]; environment: string[] } = { command: [], environment: [] };
  await withWorkshop(async ({ folder, file }) => {
    file('mark.yaml', 'name: mark\nstages: [{ set: { mark: "yes" } }]\n');
    const command = [...nodeOptions, shipped('bin/llm-pipe.ts'), ...args, '--quiet'];
    const child = spawn(process.execPath, command, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.write('{"text":"1"}\n');
    const [line] = await once(child.stdout, 'data');
    assert.is(String(line), '{"text":"1","mark":"yes"}\n');
    const read = (name: string) => readFileSync(`/proc/${child.pid}/${name}`, 'utf8').split('\0');
    seen.command = read('cmdline');
    seen.environment = read('environ');
    child.stdin.end();
    assert.equal(await once(child, 'close'), [0, null]);
  });
  return seen;
}

const sizes = (command: readonly string[]) => command.filter((each) => each.includes('semi-space'));

for (const args of [['-p'], ['-qp'], ['--pipeline'], ['-q', '--pipeline']]) {
  heap(`a run begins anew with a small young generation: ${args.join(' ')}`, async () => {
    if (!hasProc()) return;
    const { command, environment } = await startOf(['--no-warnings'], [...args, 'mark.yaml']);
    assert.equal(sizes(command), ['--max-semi-space-size=32']);
    assert.ok(command.includes('--no-warnings'), 'keeps what else was given');
    assert.ok(environment.includes('MALLOC_ARENA_MAX=2'));
  });
}

heap('a size that was given to Node is kept', async () => {
  if (!hasProc()) return;
  const option = '--max-semi-space-size=8';
  assert.equal(sizes((await startOf([option], ['-p', 'mark.yaml'])).command), [option]);
  for (const spelling of [option, option.replaceAll('-', '_').replace('__', '--')]) {
    const env = { NODE_OPTIONS: spelling };
    assert.equal(sizes((await startOf([], ['-p', 'mark.yaml'], env)).command), []);
  }
});

heap("a setting of the user's for malloc is kept", async () => {
  if (!hasProc()) return;
  const { environment } = await startOf([], ['-p', 'mark.yaml'], { MALLOC_ARENA_MAX: '7' });
  assert.equal(
    environment.filter((each) => each.startsWith('MALLOC_ARENA_MAX')),
    ['MALLOC_ARENA_MAX=7'],
  );
});

heap.run();
