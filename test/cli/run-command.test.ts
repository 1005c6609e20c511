import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Receipt } from '../../lib/cli/receipt.ts';
import { runCommand } from '../../lib/cli/run-command.ts';
import type { RunOptions } from '../../lib/cli/run-options.ts';
import { ConfigError, UsageError } from '../../lib/errors.ts';
import { type Files, withFiles } from '../pipeline/with-pipeline.ts';
import { until } from '../simulator/with-simulator.ts';
import { type Answer, chat, hang, refusal, withUpstream } from '../support/upstream.ts';
import { capture } from './capture.ts';

const Run = suite('run command');

const pipelineAt = (url: string, call = ''): string => `name: p
stages:
  - render: { user: "{{ text }}" }
  - call: { model: m${call} }
model_list:
  - model_name: m
    litellm_params: { model: x, api_base: "${url}", api_key: sk-secret-1234 }
`;

const texts = (count: number): string =>
  Array.from({ length: count }, (_, index) => `{"text":"t${index}"}\n`).join('');

const optionsIn = (folder: string, more: Partial<RunOptions> = {}): RunOptions => ({
  pipeline: join(folder, 'p.yaml'),
  input: [join(folder, 'in.jsonl')],
  format: undefined,
  path: undefined,
  output: join(folder, 'out.jsonl'),
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
  maxOutageMs: 0,
  dryRun: false,
  metricsListen: undefined,
  metricsLingerMs: undefined,
  metricsFile: undefined,
  metricsPush: undefined,
  metricsPushIntervalMs: 30_000,
  summaryJson: join(folder, 'summary.json'),
  level: 'normal',
  logFormat: 'text',
  color: true,
  debugBodies: false,
  ...more,
});

interface Setting {
  answers: readonly Answer[];
  input?: string;
  call?: string;
  options?: Partial<RunOptions>;
}

interface Ran {
  code: number;
  stderr: string;
  folder: string;
  summary: Receipt & { metrics: Record<string, number> };
}

/** Runs a pipeline of one call against an upstream of these answers, then looks at what came of it. */
const running = (
  { answers, input = texts(3), call, options }: Setting,
  use: (ran: Ran) => void | Promise<void>,
): Promise<void> =>
  withUpstream(answers, ({ url }) => {
    const files: Files = { 'p.yaml': pipelineAt(url, call), 'in.jsonl': input };
    return withFiles(files, async (folder) => {
      const { result, stderr, stdout } = await capture(() =>
        runCommand(optionsIn(folder, options)),
      );
      assert.is(stdout, '');
      const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
      await use({ code: result, stderr: stderr.replaceAll(`${folder}/`, ''), folder, summary });
    });
  });

const linesOf = (folder: string, name: string): string[] =>
  readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);

Run('ends with 0 when all is written, and says so', () =>
  running({ answers: [chat('yes')] }, ({ code, stderr, folder, summary }) => {
    assert.is(code, 0);
    assert.equal(linesOf(folder, 'out.jsonl'), [
      '{"text":"t0","answer":"yes"}',
      '{"text":"t1","answer":"yes"}',
      '{"text":"t2","answer":"yes"}',
    ]);
    assert.match(stderr, /^llm-pipe: p: 3 records in /);
    assert.match(stderr, '3 read = 3 written + 0 failed + 0 filtered + 0 unfinished');
    assert.match(stderr, '3 with 3 attempts: 0 retries, 0 fallbacks, 0 times 429');
    assert.match(stderr, '21 in, 9 out');
    assert.is(summary.exit_code, 0);
    assert.is(summary.dead_letter, null);
  }),
);

Run('has the same figures in receipt and metrics', () =>
  running({ answers: [chat('yes')], input: `${texts(2)}[]\n` }, ({ code, summary }) => {
    assert.is(code, 1);
    const { records, metrics } = summary;
    for (const outcome of ['written', 'failed', 'filtered', 'unfinished'] as const) {
      const name = `llm_pipe_records_total{pipeline="p",outcome="${outcome}"}`;
      assert.is(metrics[name], records[outcome], outcome);
    }
    assert.is(metrics['llm_pipe_records_read_total{pipeline="p"}'], 3);
    assert.is(metrics['llm_pipe_last_exit_code{pipeline="p"}'], 1);
    assert.is(metrics['llm_pipe_last_success_timestamp_seconds{pipeline="p"}'], undefined);
    assert.ok(Number(metrics['process_cpu_seconds_total']) > 0);
    assert.equal(summary.failed_by_kind, { input_parse: 1 });
  }),
);

Run('ends with 1 when records failed, and says where they are', () =>
  running({ answers: [refusal(400), chat('yes')] }, ({ code, stderr, folder, summary }) => {
    assert.is(code, 1);
    assert.is(linesOf(folder, 'out.jsonl').length, 2);
    assert.is(linesOf(folder, 'out.jsonl.errors.jsonl').length, 1);
    assert.match(stderr, /^ {2}failed +1 bad_request$/m);
    assert.match(stderr, /^ {2}dead letter out\.jsonl\.errors\.jsonl$/m);
    assert.match(summary.dead_letter ?? '', /out\.jsonl\.errors\.jsonl$/);
  }),
);

Run('says where failed records are even when quiet, and nothing else', () =>
  running({ answers: [refusal(400)], options: { level: 'quiet' } }, ({ stderr }) => {
    assert.is(stderr, 'llm-pipe: records failed: 3, see out.jsonl.errors.jsonl\n');
  }),
);

Run('ends with 3 when the key is refused, keeps the part and hides the key', () => {
  const answers = [refusal(401, 'sk-secret-1234')];
  return running({ answers, call: ', max_concurrent: 1' }, ({ code, stderr, folder, summary }) => {
    assert.is(code, 3);
    assert.not(existsSync(join(folder, 'out.jsonl')));
    assert.ok(existsSync(join(folder, 'out.jsonl.part')));
    assert.match(stderr, /^llm-pipe: stopped: .*refused with 401/);
    assert.not.match(stderr, 'sk-secret-1234');
    assert.is(summary.records.unfinished, 1);
    assert.ok(summary.is_conserved);
  });
});

Run('ends with 130 when it is interrupted, after what is under way', () =>
  withUpstream([chat('yes'), hang], async ({ url, seen }) => {
    const files = { 'p.yaml': pipelineAt(url, ', max_concurrent: 2'), 'in.jsonl': texts(10) };
    await withFiles(files, async (folder) => {
      const { result, stderr } = await capture(async () => {
        const code = runCommand(optionsIn(folder, { level: 'quiet' }));
        await until(() => seen.length === 3);
        process.emit('SIGINT', 'SIGINT');
        process.emit('SIGINT', 'SIGINT');
        return code;
      });
      assert.is(result, 130);
      assert.match(stderr, 'llm-pipe: SIGINT: finishing the calls under way');
      assert.match(stderr, 'giving up the calls under way');
      const { records } = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
      const { read, written, unfinished } = records;
      assert.equal([read, written, unfinished], [3, 1, 2]);
    });
  }),
);

Run('tells each attempt when debugging, but no text and no key', () =>
  running(
    { answers: [refusal(400), chat('yes')], options: { level: 'debug' }, input: texts(2) },
    ({ stderr }) => {
      assert.match(stderr, /^call: m@openai_compatible 400 in \d+ ms, bad_request: /m);
      assert.match(stderr, /^call: m@openai_compatible 200 in \d+ ms, 7 \+ 3 tokens$/m);
      assert.not.match(stderr, /t0|yes|sk-secret/);
    },
  ),
);

Run('shows bodies where it is asked to', () =>
  running(
    { answers: [chat('yes')], options: { level: 'debug', debugBodies: true }, input: texts(1) },
    ({ stderr }) => {
      assert.match(stderr, /^call: request \{.*"content":"t0"/m);
      assert.match(stderr, /^call: answer \{.*"yes"/m);
    },
  ),
);

Run('has one call in flight under --sync', () => {
  let most = 0;
  let inFlight = 0;
  const answer: Answer = async (response, seen) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    response.once('close', () => {
      inFlight -= 1;
    });
    await setTimeout(1);
    await chat('yes')(response, seen);
  };
  return running({ answers: [answer], input: texts(20), options: { sync: true } }, () => {
    assert.is(most, 1);
  });
});

Run('reads only what --skip and --limit leave', () =>
  running(
    { answers: [chat('yes')], input: texts(10), options: { skip: 3, limit: 2 } },
    ({ folder }) => {
      assert.equal(
        linesOf(folder, 'out.jsonl').map((line) => JSON.parse(line).text),
        ['t3', 't4'],
      );
    },
  ),
);

Run('serves its metrics only while it lasts', () =>
  withUpstream([chat('yes')], ({ url }) =>
    withFiles({ 'p.yaml': pipelineAt(url), 'in.jsonl': texts(1) }, async (folder) => {
      const metricsListen = { host: '127.0.0.1', port: 0 };
      const { stderr } = await capture(() =>
        runCommand(optionsIn(folder, { metricsListen, level: 'verbose' })),
      );
      const [, address = ''] = /metrics on (http:\S+)/.exec(stderr) ?? [];
      const error = await fetch(address).catch((thrown: unknown) => thrown);
      assert.instance(error, TypeError);
    }),
  ),
);

/** What a command refuses before it makes any file. */
async function refusalOf(files: Files, more: Partial<RunOptions> = {}): Promise<unknown> {
  let error: unknown;
  await withFiles({ 'in.jsonl': texts(1), ...files }, async (folder) => {
    error = await runCommand(optionsIn(folder, { level: 'quiet', ...more })).catch(
      (thrown: unknown) => thrown,
    );
    for (const name of ['out.jsonl.part', 'out.jsonl', 'summary.json']) {
      assert.not(existsSync(join(folder, name)), name);
    }
  });
  return error;
}

Run('refuses what is wrong before it makes any file', async () => {
  const right = pipelineAt('http://127.0.0.1:9/v1');
  assert.instance(await refusalOf({}), UsageError);
  assert.instance(await refusalOf({ 'p.yaml': right.replace('model: m', 'modl: m') }), ConfigError);
  assert.instance(
    await refusalOf({ 'p.yaml': right.replace('model: m', 'model: n') }),
    ConfigError,
  );
  const noCalls = { 'p.yaml': 'stages: [{ filter: "true" }]\n' };
  assert.match(String(await refusalOf(noCalls, { dryRun: true })), 'the pipeline makes no calls');
});

Run.run();
