import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isHangupIgnored } from '../../lib/cli/hangup.ts';
import { RunSignalHandler, withOneSignal } from '../../lib/cli/signals.ts';
import { needs } from '../support/needs.ts';
import { memoryLog } from './capture.ts';

const Signals = suite('signals');

/** As the system would send it. */
const send = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): boolean => process.emit(signal, signal);

const told = 'finishing the calls under way; once more to give them up\n';

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const) {
  Signals(`the first ${signal} drains, and decides the exit code`, () => {
    if (!needs('a SIGHUP that is not ignored', !isHangupIgnored())) return;
    const { log, text } = memoryLog('quiet');
    const handler = new RunSignalHandler(log);
    const { drain, abort } = handler.signals;
    assert.equal([drain.aborted, abort.aborted, handler.exitCode], [false, false, undefined]);
    send(signal);
    assert.equal([drain.aborted, abort.aborted, handler.exitCode], [true, false, code]);
    assert.is(text(), `llm-pipe: ${signal}: ${told}`);
    handler.close();
  });
}

Signals('the second aborts, and leaves the exit code as it is', () => {
  const { log, text } = memoryLog('quiet');
  const handler = new RunSignalHandler(log);
  send('SIGINT');
  send('SIGTERM');
  assert.ok(handler.signals.abort.aborted);
  assert.is(handler.exitCode, 130);
  const more = 'llm-pipe: giving up the calls under way; once more to exit at once\n';
  assert.is(text(), `llm-pipe: SIGINT: ${told}${more}`);
  handler.close();
});

Signals('are left alone once the run is over', () => {
  const names = ['SIGINT', 'SIGTERM', ...(isHangupIgnored() ? [] : ['SIGHUP'])];
  const before = names.map((name) => process.listenerCount(name));
  const handler = new RunSignalHandler(memoryLog('quiet').log);
  assert.equal(
    names.map((name) => process.listenerCount(name)),
    before.map((count) => count + 1),
  );
  handler.close();
  assert.equal(
    names.map((name) => process.listenerCount(name)),
    before,
  );
});

Signals(
  'after the run the first cuts short what still waits, and the next is not caught',
  async () => {
    const before = process.listenerCount('SIGTERM');
    await withOneSignal(async (signal) => {
      assert.not(signal.aborted);
      send('SIGTERM');
      assert.ok(signal.aborted);
      assert.is(process.listenerCount('SIGTERM'), before);
    });
    await withOneSignal(async () => {});
    assert.is(process.listenerCount('SIGTERM'), before);
  },
);

Signals('the third exits at once', async () => {
  const urlOf = (module: string) => new URL(`../../lib/cli/${module}.ts`, import.meta.url).href;
  const script = `
    import { Log } from '${urlOf('log')}';
    import { RunSignalHandler } from '${urlOf('signals')}';
    new RunSignalHandler(new Log('quiet'));
    setInterval(() => {}, 60_000);
    process.stderr.write('ready\\n');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = once(child, 'close');
  const lines: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    lines.push(line);
    child.kill('SIGTERM');
  }
  assert.equal(await closed, [143, null]);
  assert.is(lines.length, 3);
});

Signals.run();
