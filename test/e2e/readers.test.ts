import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../simulator/with-simulator.ts';
import { needs } from '../support/needs.ts';
import { echo, lines, texts, withUpstreamModels } from './program.ts';

const readers = suite('readers');

const args = '-p echo.yaml --models models.yaml';

readers('one that goes away ends the run quietly, with the receipt', () =>
  withUpstreamModels({}, async ({ shell, file, read }) => {
    file('echo.yaml', echo());
    file('in.jsonl', texts(20_000));
    const script = `($LLM_PIPE ${args} -i in.jsonl 2> told; echo $? >&2) | head -1`;
    const { stdout, stderr } = await shell(script);
    assert.is(lines(stdout).length, 1);
    assert.is(stderr, '0\n');
    assert.match(read('told'), /^llm-pipe: echo: [\d,]+ records in .*\n {2}records /);
    assert.not.match(read('told'), /EPIPE|error|stopped/i);
  }),
);

for (const [what, redirection] of [
  ['closed', '2>&-'],
  ['read by nobody', '2> >(true)'],
  ['a full disk', '2> /dev/full'],
] as const) {
  for (const format of ['text', 'json']) {
    readers(`a stderr that is ${what} changes nothing, with messages as ${format}`, () =>
      withUpstreamModels({}, async ({ shell, file }) => {
        if (!needs('/dev/full', existsSync('/dev/full'))) return;
        file('echo.yaml', echo());
        file('in.jsonl', `${texts(20)}[]\n`);
        const options = `${args} -i in.jsonl --debug --log-format ${format}`;
        const { stdout } = await shell(`$LLM_PIPE ${options} ${redirection}; echo $?`);
        const written = lines(stdout);
        assert.is(written.length, 21);
        assert.is(written.at(-1), '1');
      }),
    );
  }
}

readers('one that rests stops the input and the calls, until it reads on', () =>
  withUpstreamModels({}, async ({ start, file }, simulator) => {
    const all = 60_000;
    file('echo.yaml', echo());
    const child = start([...args.split(' '), '-q']);
    const closed = once(child, 'close');
    child.stdin.end(texts(all));
    const { stats } = simulator;
    // The calls end for good only when nothing more can be written.
    let idleSince = 0;
    await until(() => {
      idleSince = stats().inFlight === 0 && stats().granted > 0 ? idleSince + 1 : 0;
      return idleSince === 1_000 || stats().granted === all;
    });
    assert.ok(stats().granted < all / 2, `${stats().granted} calls`);
    let count = 0;
    for await (const chunk of child.stdout) count += chunk.toString().split('\n').length - 1;
    assert.equal(await closed, [0, null]);
    assert.is(count, all);
  }),
);

readers.run();
