import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ignoresHangup, isUnderNohup } from '../../lib/cli/hangup.ts';
import { needs } from '../support/needs.ts';

const Hangup = suite('hangup');

Hangup('knows nohup by what the shell says it has started', () => {
  assert.ok(isUnderNohup({ _: '/usr/bin/nohup' }));
  assert.ok(isUnderNohup({ _: 'nohup' }));
  for (const env of [{}, { _: '' }, { _: '/usr/bin/node' }, { _: '/home/nohup/llm-pipe' }]) {
    assert.not(isUnderNohup(env));
  }
});

for (const [script, expected] of [
  ["trap '' HUP", true],
  ["trap '' INT", false],
  ['true', false],
] as const) {
  Hangup(`sees whether a parent ignores it: ${script}`, async () => {
    if (!needs('/proc', existsSync('/proc/self/status'))) return;
    const shell = spawn('bash', ['-c', `${script}; echo ready; read`]);
    await once(shell.stdout, 'data');
    assert.is(ignoresHangup(Number(shell.pid)), expected);
    shell.stdin.end();
    await once(shell, 'close');
  });
}

Hangup('takes a process that it cannot look at for one that ignores nothing', () => {
  assert.not(ignoresHangup(0));
});

Hangup.run();
