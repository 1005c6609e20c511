import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../simulator/with-simulator.ts';
import { listen, shut } from '../support/upstream.ts';
import { echo, parse, texts, type Workshop, withUpstreamModels } from './program.ts';

const metrics = suite('metrics');

const args = ['-p', 'echo.yaml', '--models', 'models.yaml', '-i', 'in.jsonl', '-o', 'out.jsonl'];
const listening = ['--metrics-listen', '127.0.0.1:0', '-v'];

/** The values of our own counters in Prometheus's text, by name and labels. */
const countsIn = (exposition: string): Record<string, number> =>
  Object.fromEntries(
    exposition
      .split('\n')
      .filter((line) => /^llm_pipe_\w+_(total|count|code)\{/.test(line))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );

/** A run whose metrics can be scraped, once the address is told. */
async function startListening({ start }: Workshop, more: readonly string[]) {
  const child = start([...args, ...listening, ...more]);
  const closed = once(child, 'close').then(([code]) => code);
  const told: string[] = [];
  const reader = createInterface(child.stderr).on('line', (line) => told.push(line));
  await until(() => told.some((line) => line.includes('/metrics')));
  const [url = ''] = /http:\S+/.exec(told.find((line) => line.includes('/metrics')) ?? '') ?? [];
  return { child, closed, told, reader, url };
}

const isLingering = (told: readonly string[]) =>
  told.some((line) => line.includes('one more scrape'));

/** Runs `use` with the address of a server that takes every push, and what it was sent. */
async function withGateway(use: (url: string, pushed: readonly string[]) => Promise<void>) {
  const pushed: string[] = [];
  const gateway = createServer((request, response) => {
    void text(request).then((body) => {
      pushed.push(body);
      response.end();
    });
  });
  try {
    await use(await listen(gateway), pushed);
  } finally {
    await shut(gateway);
  }
}

metrics('are the same scraped, filed, pushed and in the summary', () =>
  withUpstreamModels({}, (workshop) =>
    withGateway(async (gateway, pushed) => {
      workshop.file('echo.yaml', echo());
      workshop.file('in.jsonl', `${texts(20)}[]\n`);
      const push = ['--metrics-push', gateway, '--metrics-linger', '60s'];
      const files = ['--metrics-file', 'm.prom', '--summary-json', 'summary.json'];
      const { closed, told, url } = await startListening(workshop, [...push, ...files]);
      await until(() => isLingering(told));
      const scraped = countsIn(await (await fetch(url)).text());
      assert.is(await closed, 1);
      assert.is(scraped['llm_pipe_records_total{pipeline="echo",outcome="written"}'], 20);
      assert.is(scraped['llm_pipe_records_total{pipeline="echo",outcome="failed"}'], 1);
      assert.is(scraped['llm_pipe_last_exit_code{pipeline="echo"}'], 1);
      assert.equal(countsIn(workshop.read('m.prom')), scraped);
      assert.equal(pushed.map(countsIn), [scraped]);
      const summary = parse(workshop.read('summary.json')).metrics;
      for (const [name, value] of Object.entries(scraped)) assert.is(summary[name], value, name);
    }),
  ),
);

metrics('a signal ends the lingering, with the exit code of the run', () =>
  withUpstreamModels({}, async (workshop) => {
    workshop.file('echo.yaml', echo());
    workshop.file('in.jsonl', texts(1));
    const { child, closed, told } = await startListening(workshop, ['--metrics-linger', '1h']);
    await until(() => isLingering(told));
    child.kill('SIGTERM');
    assert.is(await closed, 0);
  }),
);

metrics('are all in their file after SIGTERM, and nobody lingers', () =>
  withUpstreamModels({ latency: '60s' }, async (workshop, simulator) => {
    workshop.file('echo.yaml', echo(', max_concurrent: 4'));
    workshop.file('in.jsonl', texts(10));
    const options = ['--metrics-file', 'm.prom', '--metrics-linger', '1h'];
    const { child, closed, told } = await startListening(workshop, options);
    await until(() => simulator.stats().inFlight === 4);
    assert.match(workshop.read('m.prom'), 'llm_pipe_build_info');
    for (const said of ['finishing the calls', 'giving up the calls']) {
      child.kill('SIGTERM');
      await until(() => told.some((line) => line.includes(said)));
    }
    assert.is(await closed, 143);
    const counts = countsIn(workshop.read('m.prom'));
    assert.is(counts['llm_pipe_last_exit_code{pipeline="echo"}'], 143);
    assert.is(counts['llm_pipe_records_total{pipeline="echo",outcome="unfinished"}'], 4);
    assert.not(isLingering(told));
  }),
);

metrics('keep the last success in the file when a later run fails', () =>
  withUpstreamModels({}, async ({ run, file, read }) => {
    file('echo.yaml', echo());
    const options = [...args, '-q', '--metrics-file', 'm.prom'];
    const successIn = () => /^llm_pipe_last_success\S+ (\S+)$/m.exec(read('m.prom'))?.[1];
    file('in.jsonl', '{}\n');
    assert.is((await run(options)).code, 1);
    assert.is(successIn(), undefined);
    file('in.jsonl', texts(1));
    assert.is((await run(options)).code, 0);
    const success = successIn();
    assert.ok(success);
    file('in.jsonl', '{}\n');
    assert.is((await run(options)).code, 1);
    assert.is(successIn(), success);
  }),
);

metrics('that cannot be delivered are told, and change no exit code', () =>
  withUpstreamModels({}, ({ run, file }) =>
    withGateway(async (gateway) => {
      file('echo.yaml', echo());
      file('in.jsonl', texts(3));
      const taken = new URL(gateway).host;
      const { code, stderr } = await run([
        ...[...args, '--metrics-file', 'none/m.prom'],
        ...['--metrics-push', 'http://user:secret-word@127.0.0.1:1'],
        ...['--metrics-listen', taken, '--metrics-linger', '1h'],
      ]);
      assert.is(code, 0);
      const told = 'warning: cannot write the metrics file none/m.prom: no such file or directory';
      assert.match(stderr, `${told}\n`);
      assert.match(stderr, `${told} (1 more like it in the last `);
      assert.match(stderr, 'cannot push metrics to http://127.0.0.1:1/: connect ECONNREFUSED');
      assert.match(stderr, `no metrics on ${taken}: listen EADDRINUSE`);
      assert.not.match(stderr, 'secret-word');
    }),
  ),
);

metrics('of a dry run are delivered nowhere', () =>
  withUpstreamModels({}, async ({ run, file, folder }) => {
    file('echo.yaml', echo());
    file('in.jsonl', texts(1));
    const { code } = await run([...args, '--dry-run', '--metrics-file', 'm.prom']);
    assert.is(code, 0);
    assert.not(existsSync(join(folder, 'm.prom')));
  }),
);

metrics.run();
