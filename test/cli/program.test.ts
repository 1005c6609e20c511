import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exitCodes } from '../../lib/cli/exit-code.ts';
import type { MockOptions } from '../../lib/cli/mock-command.ts';
import type { ModelsOptions } from '../../lib/cli/models-command.ts';
import type { ModelsFiles } from '../../lib/cli/open-models.ts';
import { createProgram } from '../../lib/cli/program.ts';
import type { RunOptions } from '../../lib/cli/run-options.ts';

const Program = suite('program');

/** What becomes of a command line: which action with what, the exit code, and what is said. */
async function parse(...args: string[]) {
  let run: RunOptions | undefined;
  let check: { files: readonly string[]; models: ModelsFiles } | undefined;
  let mock: MockOptions | undefined;
  let models: ModelsOptions | undefined;
  let exitCode: number | undefined;
  let text = '';
  const program = createProgram(
    {
      run: async (options) => {
        run = options;
        return 1;
      },
      check: async (files, models) => {
        check = { files, models };
        return 2;
      },
      mock: async (options) => {
        mock = options;
        return 0;
      },
      models: async (options) => {
        models = options;
        return 0;
      },
      version: '1.2.3',
    },
    (code) => {
      exitCode = code;
    },
  );
  const write = (part: string) => {
    text += part;
  };
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: write, writeErr: write });
  }
  const error: unknown = await program.parseAsync(args, { from: 'user' }).then(
    () => undefined,
    (thrown) => thrown,
  );
  return { run, check, mock, models, exitCode, text, error };
}

Program('runs a pipeline, with nothing but its name', async () => {
  const { run, exitCode } = await parse('--pipeline', 'p.yaml');
  assert.is(exitCode, 1);
  assert.equal(run, {
    pipeline: 'p.yaml',
    input: [],
    format: undefined,
    path: undefined,
    output: undefined,
    deadLetter: undefined,
    models: undefined,
    prices: undefined,
    limit: undefined,
    skip: undefined,
    maxConcurrent: undefined,
    requestsPerSecond: undefined,
    sync: false,
    order: undefined,
    halt: undefined,
    maxOutageMs: 7_200_000,
    dryRun: false,
    metricsListen: undefined,
    metricsLingerMs: undefined,
    metricsFile: undefined,
    metricsPush: undefined,
    metricsPushIntervalMs: 30_000,
    summaryJson: undefined,
    level: 'normal',
    logFormat: 'text',
    color: true,
    debugBodies: false,
  });
});

Program('takes all options', async () => {
  const { run } = await parse(
    ...['-p', 'p.yaml', '-i', 'a', '--input', 'b', '-i', '-', '-o', 'out', '--dead-letter', 'dead'],
    ...['--format', 'json', '--path', '$.data'],
    ...['--models', 'm.yaml', '--limit', '0', '--skip', '7', '--max-concurrent', '3'],
    ...['--requests-per-second', '0.5', '--order', 'none', '-n', '--summary-json', 's.json'],
    ...['--halt', 'soon,fail=5%', '--max-outage', '10m', '--prices', 'prices.json'],
    ...['--metrics-listen', '[::1]:9464', '--metrics-linger', '20s', '--metrics-file', 'f.prom'],
    ...['--metrics-push', 'http://a:b@h:9091', '--metrics-push-interval', '1.5m', '-q'],
    ...['--log-format', 'json', '--no-color'],
  );
  assert.equal(run, {
    pipeline: 'p.yaml',
    input: ['a', 'b', '-'],
    format: 'json',
    path: '$.data',
    output: 'out',
    deadLetter: 'dead',
    models: 'm.yaml',
    prices: 'prices.json',
    limit: 0,
    skip: 7,
    maxConcurrent: 3,
    requestsPerSecond: 0.5,
    sync: false,
    order: 'none',
    halt: { when: 'soon', failures: { percent: 5 }, text: 'soon,fail=5%' },
    maxOutageMs: 600_000,
    dryRun: true,
    metricsListen: { host: '::1', port: 9464 },
    metricsLingerMs: 20_000,
    metricsFile: 'f.prom',
    metricsPush: new URL('http://a:b@h:9091'),
    metricsPushIntervalMs: 90_000,
    summaryJson: 's.json',
    level: 'quiet',
    logFormat: 'json',
    color: false,
    debugBodies: false,
  });
});

Program('shows no password in what it refuses', async () => {
  const { text } = await parse('-p', 'p', '--metrics-push', 'htp://user:secret-word@host');
  assert.match(text, '--metrics-push: expected a URL');
  assert.not.match(text, 'secret-word');
});

const levels = [
  [['-q'], 'quiet', false],
  [['-v'], 'verbose', false],
  [['--verbose', '--quiet'], 'verbose', false],
  [['--debug'], 'debug', false],
  [['--debug', '-q'], 'debug', false],
  [['--debug-bodies'], 'debug', true],
] as const;

for (const [args, level, debugBodies] of levels) {
  Program(`tells at the level ${level} with ${args.join(' ')}`, async () => {
    const { run } = await parse('-p', 'p.yaml', ...args);
    assert.equal([run?.level, run?.debugBodies], [level, debugBodies]);
  });
}

const refusals = [
  [[], 'name a pipeline by --pipeline FILE; --help tells more'],
  [['-p'], "option '-p, --pipeline <file>' argument missing"],
  [['--pipelin', 'p'], "unknown option '--pipelin'\n(Did you mean --pipeline?)"],
  [['data.jsonl'], 'unexpected "data.jsonl"; files are named by --pipeline and --input'],
  [['-p', 'p', 'chek'], 'unexpected "chek", did you mean "check"?'],
  [
    ['-p', 'p', '--limit', '-1'],
    "argument '-1' is invalid. expected a whole number of at least 0.",
  ],
  [
    ['-p', 'p', '--limit', '1e3'],
    "argument '1e3' is invalid. expected a whole number of at least 0.",
  ],
  [
    ['-p', 'p', '--skip', '1.5'],
    "argument '1.5' is invalid. expected a whole number of at least 0.",
  ],
  [['-p', 'p', '--limit', '99999999999999999'], 'expected a whole number of at least 0.'],
  [['-p', 'p', '--max-concurrent', '0'], 'expected a whole number of at least 1.'],
  [['-p', 'p', '--max-concurrent', ''], 'expected a whole number of at least 1.'],
  [['-p', 'p', '--requests-per-second', '0'], 'expected a number above 0.'],
  [['-p', 'p', '--requests-per-second', 'fast'], 'expected a number above 0.'],
  [
    ['-p', 'p', '--order', 'random'],
    "argument 'random' is invalid. Allowed choices are input, none.",
  ],
  [['-p', 'p', '--metrics-listen', '9464'], "argument '9464' is invalid. expected HOST:PORT."],
  [
    ['-p', 'p', '--halt', 'fail=5%'],
    "argument 'fail=5%' is invalid. expected such as soon,fail=5% or now,fail=10.",
  ],
  [
    ['-p', 'p', '--max-outage', '2'],
    "argument '2' is invalid. expected a duration such as 500ms, 30s or 10m, from 0s to 24d.",
  ],
  [
    ['-p', 'p', '--metrics-linger', '20'],
    'expected a duration such as 500ms, 30s or 10m, from 0s to 24d.',
  ],
  [
    ['-p', 'p', '--metrics-push-interval', '999ms'],
    'expected a duration such as 500ms, 30s or 10m, from 1s to 24d.',
  ],
  [['-p', 'p', '--metrics-push-interval', '25d'], 'from 1s to 24d.'],
  [['-p', 'p', '--metrics-linger', '20s'], '--metrics-linger needs --metrics-listen'],
  [['-p', 'p', '--metrics-push', 'h:9091'], 'expected a URL such as http://localhost:9091'],
  [['-p', 'p', '--log-format', 'xml'], 'Allowed choices are text, json.'],
  [['-p', 'p', '--sync', '--max-concurrent', '2'], "option '--sync' cannot be used with option"],
  [['check'], "missing required argument 'files'"],
  [['check', '--model', 'x', 'y'], "unknown option '--model'\n(Did you mean --models?)"],
  [['mock', 'x'], "too many arguments for 'mock'"],
  [['mock', '--dialect', 'latin'], 'Allowed choices are openai, anthropic, gemini,'],
  [['mock', '--port', '70000'], 'expected a whole number from 0 to 65535.'],
] as const;

for (const [args, message] of refusals) {
  Program(`refuses ${JSON.stringify(args.join(' '))}`, async () => {
    const { run, check, mock, text, error } = await parse(...args);
    assert.instance(error, Error);
    assert.equal([run, check, mock], [undefined, undefined, undefined]);
    assert.match(text, message);
    assert.match(text, /^error: [^\n]+\n(\(Did you mean [^\n]+\n)?$/);
  });
}

Program('checks files, with models in place of those that they name', async () => {
  const { check, exitCode } = await parse('check', 'a.yaml', 'b.yaml', '--models', 'm.yaml');
  const models = { models: 'm.yaml', prices: undefined };
  assert.equal(check, { files: ['a.yaml', 'b.yaml'], models });
  assert.is(exitCode, 2);
});

Program('serves the simulator where it is told to', async () => {
  assert.equal((await parse('mock')).mock, {
    config: undefined,
    dialect: undefined,
    host: '127.0.0.1',
    port: 4010,
  });
  const listening = ['--host', '::', '--port', '0'];
  const { mock } = await parse('mock', '--config', 'c', '--dialect', 'gemini', ...listening);
  assert.equal(mock, { config: 'c', dialect: 'gemini', host: '::', port: 0 });
});

Program('lists models', async () => {
  const unset = { provider: undefined, prices: undefined, isJson: false };
  assert.equal((await parse('models')).models, unset);
  const { models } = await parse('models', '--provider', 'p', '--prices', 'f', '--json');
  assert.equal(models, { provider: 'p', prices: 'f', isJson: true });
});

Program('prints its version', async () => {
  assert.is((await parse('-V')).text, '1.2.3\n');
  assert.is((await parse('--version')).text, '1.2.3\n');
});

Program('helps, with examples and the meaning of each exit code', async () => {
  const { text } = await parse('--help');
  for (const [code, meaning] of Object.entries(exitCodes)) {
    assert.match(text, new RegExp(`^ {2}${code} +${meaning.replace(/[()]/g, '\\$&')}$`, 'm'));
  }
  assert.match(text, '\nExamples:\n');
  assert.is((await parse('help')).text, text);
  assert.match((await parse('help', 'check')).text, 'Usage: llm-pipe check');
  assert.match((await parse('mock', '--help')).text, 'Usage: llm-pipe mock');
});

Program.run();
