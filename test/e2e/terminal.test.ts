import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { erase } from '../../lib/cli/status-line.ts';
import { type Input, until } from '../simulator/with-simulator.ts';
import { screenOf } from '../support/screen.ts';
import { echo, lines, texts, withUpstreamModels } from './program.ts';
import { hasTerminal, startInTerminal, type Terminal } from './terminal.ts';

const terminal = suite('terminal');

const args = '-p echo.yaml --models models.yaml';

/** The status as it was drawn each time. */
const frames = (output: string): string[] =>
  output
    .split(erase)
    .slice(1)
    .map((text) => text.slice(0, text.indexOf('\r')).trimEnd())
    .filter((text) => text.includes(' done'));

interface Setting {
  columns: number;
  records: number;
  script: string;
  latency?: string;
  reply?: Input['reply'];
}

/** Runs a script over so many records, each of which takes its time. */
const inTerminal = (
  { columns, records, script, latency = '30ms', reply = {} }: Setting,
  use: (running: Terminal, inFlight: () => number) => Promise<void>,
): Promise<void> =>
  withUpstreamModels({ latency, reply }, async (workshop, simulator) => {
    workshop.file('echo.yaml', echo(', max_concurrent: 4'));
    workshop.file('in.jsonl', texts(records));
    const running = startInTerminal(workshop, script, columns);
    await use(running, () => simulator.stats().inFlight);
  });

terminal('shows the status in a narrow window while it runs, and nothing of it afterwards', () => {
  if (!hasTerminal()) return;
  const script = `exec $LLM_PIPE ${args} -i in.jsonl -o out.jsonl`;
  return inTerminal({ columns: 30, records: 100, script }, async ({ output, closed }) => {
    assert.is(await closed, 0);
    const drawn = frames(output());
    assert.ok(drawn.length > 1, output());
    assert.is(drawn[0], '0 done  0.0/s  0 in flight');
    for (const frame of drawn) assert.ok(frame.length < 30, frame);
    assert.match(drawn.at(-1) ?? '', /^\d+ done {2}\d+% {2}/);
    const rows = screenOf(output(), 30);
    assert.match(rows[0] ?? '', /^llm-pipe: echo: 100 records in/);
    assert.not.match(output().slice(output().indexOf('llm-pipe: echo')), ' done');
  });
});

terminal('draws the status anew when the window becomes narrower', () => {
  if (!hasTerminal()) return;
  const script = `exec $LLM_PIPE ${args} -i in.jsonl -o out.jsonl`;
  return inTerminal({ columns: 80, records: 10_000, script }, async (running) => {
    const { output, resize, type, closed } = running;
    await until(() => frames(output()).some((frame) => frame.length > 20));
    await resize(15);
    await until(() => frames(output()).some((frame) => /^[\d,]+ done$/.test(frame)));
    const at = frames(output()).findIndex((frame) => /^[\d,]+ done$/.test(frame));
    for (const frame of frames(output()).slice(at)) assert.ok(frame.length < 15, frame);
    type('\u0003');
    assert.is(await closed, 130);
  });
});

terminal('keeps records and status apart where both go to the terminal', () => {
  if (!hasTerminal()) return;
  const script = `exec $LLM_PIPE ${args} -i in.jsonl`;
  const reply = { rules: [{ contains: '', reply: 'y' }] };
  const setting = { columns: 100, records: 50, script, reply };
  return inTerminal(setting, async ({ output, closed }) => {
    assert.is(await closed, 0);
    const rows = screenOf(output(), 100);
    const expected = lines(texts(50)).map((line) => line.replace('}', ',"answer":"y"}'));
    assert.equal(rows.slice(0, 50), expected);
    assert.match(rows[50] ?? '', /^llm-pipe: echo: 50 records/);
  });
});

terminal('drains at the first Ctrl-C, and gives up at the second', () => {
  if (!hasTerminal()) return;
  const script = `exec $LLM_PIPE ${args} -i in.jsonl -o out.jsonl`;
  const setting = { columns: 80, records: 100, script, latency: '60s' };
  return inTerminal(setting, async ({ output, type, closed }, inFlight) => {
    await until(() => inFlight() === 4 && frames(output()).some((frame) => frame.includes(' 0%')));
    type('\u0003');
    const said = 'SIGINT: finishing the calls under way; once more';
    // Where no more is read, the size of the input no longer tells how far the run is.
    await until(() => frames(output().split(said)[1] ?? '').some((frame) => !frame.includes('%')));
    type('\u0003');
    assert.is(await closed, 130);
    assert.match(output(), 'giving up the calls under way');
    assert.match(output(), '4 read = 0 written + 0 failed + 0 filtered + 4 unfinished');
  });
});

for (const [what, before, after] of [
  ['where the terminal is dumb', 'TERM=dumb', ''],
  ['to who wants quiet', '', '-q'],
  ['in JSON logs', '', '--log-format json'],
] as const) {
  terminal(`animates nothing ${what}`, () => {
    if (!hasTerminal()) return;
    const script = `${before} exec $LLM_PIPE ${args} -i in.jsonl -o out.jsonl ${after}`;
    return inTerminal({ columns: 80, records: 20, script }, async ({ output, closed }) => {
      assert.is(await closed, 0);
      assert.not.match(output(), '\u001b');
    });
  });
}

for (const [before, after, hasColour] of [
  ['NO_COLOR=', '', true],
  ['NO_COLOR=1', '', false],
  ['', '--no-color', false],
] as const) {
  terminal(`${hasColour ? 'colours' : 'leaves plain'} a warning under ${before}${after}`, () => {
    if (!hasTerminal()) return;
    const none = '--metrics-file none/x.prom';
    const script = `${before} exec $LLM_PIPE ${args} -i in.jsonl -o out.jsonl ${none} ${after}`;
    return inTerminal({ columns: 80, records: 1, script }, async ({ output, closed }) => {
      assert.is(await closed, 0);
      assert.is(output().includes('\u001b[33mwarning: '), hasColour);
      assert.match(output(), 'warning: cannot write the metrics file none/x.prom');
    });
  });
}

terminal.run();
