import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../simulator/with-simulator.ts';
import { needs } from '../support/needs.ts';
import { hasProgram } from '../support/programs.ts';
import { echo, lines, parse, texts, type Workshop, withUpstreamModels } from './program.ts';

const signals = suite('signals');

const args = ['-p', 'echo.yaml', '--models', 'models.yaml', '-o', 'out.jsonl'];

type Simulator = Parameters<Parameters<typeof withUpstreamModels>[1]>[1];

/** A workshop with a pipeline of four calls at once, which take that long. */
const withCalls = (
  latency: string,
  use: (workshop: Workshop, simulator: Simulator) => Promise<void>,
): Promise<void> =>
  withUpstreamModels({ latency }, async (workshop, simulator) => {
    workshop.file('echo.yaml', echo(', max_concurrent: 4'));
    workshop.file('in.jsonl', texts(40));
    await use(workshop, simulator);
  });

/** A run that is quiet, with its calls under way. */
async function startCalling({ start }: Workshop, simulator: Simulator, more: string[] = []) {
  const child = start([...args, '-q', '-i', 'in.jsonl', ...more]);
  const closed = once(child, 'close').then(([code]) => code);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  await until(() => simulator.stats().inFlight === 4);
  const giveUp = async () => {
    child.kill('SIGTERM');
    await until(() => stderr.includes('SIGTERM: finishing the calls under way'));
    child.kill('SIGTERM');
  };
  return { child, closed, giveUp, stderr: () => stderr };
}

signals('SIGUSR1 tells how the run stands, also when quiet, and starts no inspector', () =>
  withCalls('60s', async (workshop, simulator) => {
    const { child, closed, giveUp, stderr } = await startCalling(workshop, simulator);
    for (let n = 1; n <= 2; n += 1) {
      child.kill('SIGUSR1');
      await until(() => stderr().split('  cost ').length === n + 1 && stderr().endsWith('\n'));
    }
    assert.match(
      stderr(),
      /^llm-pipe: echo: running for \d+\.\d s\n {2}records {5}4 read = 0 written/,
    );
    assert.match(stderr(), '  calls       4 in flight, 0 times 429\n');
    assert.match(stderr(), '  input       0% done\n');
    assert.not.match(stderr(), 'Debugger');
    await giveUp();
    assert.is(await closed, 143);
  }),
);

signals('SIGUSR1 is answered by one object in JSON logs', () =>
  withCalls('60s', async (workshop, simulator) => {
    const running = await startCalling(workshop, simulator, [
      ...['--log-format', 'json', '--limit', '30'],
    ]);
    const { child, closed, giveUp, stderr } = running;
    child.kill('SIGUSR1');
    await until(() => stderr().includes('\n'));
    const { event, in_flight: inFlight, read, share, level } = parse(stderr());
    assert.equal([event, inFlight, read, share, level], ['status', 4, 4, null, 'info']);
    await giveUp();
    assert.is(await closed, 143);
    for (const line of lines(stderr())) assert.is(typeof parse(line).msg, 'string');
  }),
);

signals('SIGTERM drains, a second one gives up the calls', () =>
  withCalls('60s', async (workshop, simulator) => {
    const { giveUp, closed, stderr } = await startCalling(workshop, simulator);
    await giveUp();
    assert.is(await closed, 143);
    assert.match(stderr(), 'giving up the calls under way');
  }),
);

for (const [what, command, code] of [
  ['drains', '$LLM_PIPE', '143\n'],
  ['stays ignored under nohup', 'nohup $LLM_PIPE', '0\n'],
  ['stays ignored where the parent ignores it', "trap '' HUP; $LLM_PIPE", '0\n'],
] as const) {
  signals(`SIGHUP ${what}`, () =>
    withCalls('100ms', async ({ folder, env }, simulator) => {
      if (!needs('nohup', hasProgram('nohup'))) return;
      const run = `${command} ${args.join(' ')} -q -i in.jsonl`;
      const script = `${run} & read; kill -HUP $!; wait $!; echo $?`;
      const shell = spawn('bash', ['-c', script], { cwd: folder, env });
      const stdout = text(shell.stdout);
      await until(() => simulator.stats().granted >= 4);
      shell.stdin.end('\n');
      assert.is(await stdout, code);
    }),
  );
}

signals.run();
