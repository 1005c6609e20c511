import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultNames } from '../../lib/simulator/faults.ts';
import { needs } from '../support/needs.ts';
import { withUpstream } from '../support/upstream.ts';
import {
  annotate,
  echo,
  lines,
  modelsAt,
  parse,
  shipped,
  texts,
  withUpstreamModels,
  withWorkshop,
} from './program.ts';

const pipe = suite('pipe');
const simulated = shipped('config/simulator.yaml');
const data = shipped('../shared/data');

const hashOf = (messages: object[]): string =>
  createHash('sha256')
    .update(JSON.stringify([0, messages]))
    .digest('hex')
    .slice(0, 16);

pipe('answers real questions in their order, each with the answer to its own', () =>
  withWorkshop(async ({ run }) => {
    const file = join(data, 'gsm8k_test.jsonl');
    if (!needs('the shared data sets', existsSync(file))) return;
    const questions = readFileSync(file, 'utf8');
    const solve = shipped('pipelines/solve.yaml');
    const { code, stdout } = await run(['-p', solve, '--models', simulated], questions);
    assert.is(code, 0);
    const [asked, answered] = [lines(questions), lines(stdout)];
    assert.is(answered.length, 1_319);
    for (const [at, line] of asked.entries()) {
      const out = answered[at] ?? '';
      assert.ok(out.startsWith(line.slice(0, line.lastIndexOf('}'))), out);
      const messages = [
        {
          role: 'system',
          content:
            'Solve the problem step by step. End with a line that holds only the final answer.',
        },
        { role: 'user', content: parse(line).question },
      ];
      assert.ok(parse(out).solution.startsWith(hashOf(messages)), out);
    }
  }),
);

pipe(
  'writes or dead-letters each record once under every fault, and finishes the rest later',
  () => {
    // All but those of an account, which end the run.
    const names = faultNames.filter((name) => name !== 'quota' && name !== '401');
    const rates = Object.fromEntries(names.map((name) => [name, 0.006]));
    const faults = { ...rates, hang: 0.001, retry_after: '20ms', slow_for: '50ms' };
    return withUpstreamModels({ faults }, async ({ run, file, read }, simulator) => {
      const pipeline = file('echo.yaml', echo(', max_concurrent: 128'));
      const args = ['-p', pipeline, '--models', 'models.yaml'];
      const options = ['-o', 'out.jsonl', '--summary-json', 'summary.json'];
      const first = await run([...args, ...options], texts(3_000));
      assert.is(first.code, 1, first.stderr);
      const summary = parse(read('summary.json'));
      assert.is(summary.is_conserved, true);
      assert.is(summary.records.written + summary.records.failed, 3_000);
      const { answers, faults: seen } = simulator.stats();
      const counted = summary.calls.attempts_by_status;
      for (const status of ['200', '429', '500', '502', '503', '529']) {
        assert.is(counted[status], answers[status], `status ${status}`);
      }
      assert.is(counted.timeout, seen.hang);
      assert.is(counted.network, seen.reset + seen.cut);
      // A cut-off answer is the end of its record: it is never asked for again.
      assert.is(summary.failed_by_kind.truncated, seen.truncated);

      const failed = 'out.jsonl.errors.jsonl';
      const again = await run([
        '-p',
        pipeline,
        '--models',
        simulated,
        '-i',
        failed,
        '-o',
        'rest.jsonl',
      ]);
      assert.is(again.code, 0, again.stderr);
      const all = [...lines(read('out.jsonl')), ...lines(read('rest.jsonl'))].map((line) =>
        parse(line),
      );
      assert.is(all.length, 3_000);
      assert.is(new Set(all.map(({ n }) => n)).size, 3_000);
      assert.ok(all.every(({ answer }) => answer.length > 16));
    });
  },
);

pipe('gives the bytes of the input back, with the answer added', () =>
  withWorkshop(async ({ run, file }) => {
    const pipeline = file('echo.yaml', echo());
    const records = [
      '{"text":"a","big":12345678901234567890,"small":1.10,"e":1E400}',
      '  { "text" : "b" , "a":1, "a":2 }  ',
      '{"text":"c\\u2028\\ud800","raw":"\u2028"}\r',
      '{"text":"日本語 \u{1f600}"}',
    ];
    const input = `\ufeff${records.join('\n\n \n')}`;
    const { code, stdout, stderr } = await run(['-p', pipeline, '--models', simulated], input);
    assert.is(code, 0, stderr);
    const out = lines(stdout);
    assert.is(out.length, records.length);
    for (const [at, record] of records.entries()) {
      const brace = record.lastIndexOf('}');
      assert.ok(out[at]?.startsWith(`${record.slice(0, brace)},"answer":"`), out[at]);
      assert.ok(out[at]?.endsWith(`"${record.slice(brace)}`), out[at]);
    }
  }),
);

pipe('puts what it cannot read into the dead letter, with its place, and goes on', () =>
  withWorkshop(async ({ run, file, read }) => {
    const pipeline = file('echo.yaml', `${echo()}input: { max_record_bytes: 100 }\n`);
    const input = Buffer.concat([
      Buffer.from('{"text":"good"}\n{"text": bad}\n[1]\n{"text":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`"}\n{"text":"${'x'.repeat(200)}"}\n{"other":1}\n{"text":"good too"}`),
    ]);
    file('in.jsonl', input);
    const { code, stdout } = await run(['-p', pipeline, '--models', simulated, '-i', 'in.jsonl']);
    assert.is(code, 1);
    assert.equal(
      lines(stdout).map((line) => parse(line).text),
      ['good', 'good too'],
    );
    const dead = lines(read('echo.errors.jsonl')).map((line) => parse(line));
    const facts = dead.map(({ _error: { kind, line } }) => `${line} ${kind}`).sort();
    assert.equal(facts, [
      '2 input_parse',
      '3 input_parse',
      '4 input_parse',
      '5 too_large',
      '6 template',
    ]);
    const byLine = new Map(dead.map((letter) => [letter._error.line, letter]));
    assert.is(byLine.get(2).raw, '{"text": bad}');
    assert.match(byLine.get(2)._error.message, 'column 10');
    assert.is(
      byLine.get(4).raw_base64,
      Buffer.from('{"text":"\xff\xfe"}', 'latin1').toString('base64'),
    );
    assert.equal(byLine.get(6).record, { other: 1 });
    assert.match(byLine.get(6)._error.message, 'undefined variable: text');
    assert.is(byLine.get(6)._error.file, 'in.jsonl');
  }),
);

pipe('answers a line before the next one comes', () =>
  withWorkshop(async ({ start, file }) => {
    const child = start(['-p', file('echo.yaml', echo()), '--models', simulated]);
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    for (const n of [1, 2, 3]) {
      child.stdin.write(`{"text":"${n}"}\n`);
      const { value } = await answers.next();
      assert.is(parse(value).text, String(n));
    }
    child.stdin.end();
    assert.is((await answers.next()).done, true);
  }),
);

pipe('ends quietly when its reader has gone, and stops calling', () =>
  withUpstreamModels({ latency: '50ms' }, async ({ shell, file }, simulator) => {
    file('in.jsonl', texts(20_000));
    file('echo.yaml', echo());
    const script =
      'cat in.jsonl | ($LLM_PIPE -q -p echo.yaml --models models.yaml; echo $? >&2) | head -5';
    const { stdout, stderr } = await shell(script);
    const out = stdout.trim().split('\n');
    assert.is(out.length, 5);
    assert.is(stderr, '0\n');
    const linesInPipe = 65_536 / Buffer.byteLength(`${out[4]}\n`);
    assert.ok(simulator.stats().requests <= linesInPipe + 32, `${simulator.stats().requests}`);
  }),
);

pipe('keeps to the limits of the command line', () =>
  withUpstreamModels({ latency: '5ms' }, async ({ run, file }, simulator) => {
    const args = ['-p', file('echo.yaml', echo()), '--models', 'models.yaml'];
    const peaks: number[] = [];
    for (const limit of [['--sync'], ['--max_concurrent', '4'], ['--max-concurrent=4']]) {
      const before = simulator.stats().requests;
      assert.is((await run([...args, ...limit], texts(40))).code, 0);
      assert.is(simulator.stats().requests - before, 40);
      peaks.push(simulator.stats().peakInFlight);
    }
    assert.equal(peaks, [1, 4, 4]);
    const limited = await run([...args, '--requests_per_second', '20'], texts(3));
    assert.is(limited.code, 0);
  }),
);

pipe('skips, limits, and shows requests without sending them', () =>
  withUpstreamModels({}, async ({ run, file, folder }, simulator) => {
    const args = [
      '-p',
      file('echo.yaml', echo(', params: { seed: 7 }')),
      '--models',
      'models.yaml',
    ];
    const part = await run([...args, '--skip', '3', '--limit', '2'], texts(10));
    assert.equal(
      lines(part.stdout).map((line) => parse(line).n),
      [3, 4],
    );
    const before = simulator.stats().requests;
    const dry = await run([...args, '--dry-run', '--limit', '1'], `${texts(1)}{"text":null}\n`);
    assert.equal(parse(dry.stdout), {
      index: 0,
      stage: 'echo',
      request: { model: 'glm4-flash', messages: [{ role: 'user', content: 'text 0' }], seed: 7 },
    });
    assert.is(simulator.stats().requests, before);
    assert.not(existsSync(join(folder, 'echo.errors.jsonl')));
  }),
);

pipe('sends template syntax in the data as it is', () =>
  withUpstreamModels({}, async ({ run, file }) => {
    const nasty = ['{{ secret }}', '{% include "x" %}', '{%- raw -%}', '__proto__', 'constructor'];
    const input = nasty.map((text) => `${JSON.stringify({ text })}\n`).join('');
    const { code, stdout } = await run(
      ['-p', file('echo.yaml', echo()), '--models', 'models.yaml'],
      input,
    );
    assert.is(code, 0);
    const answers = lines(stdout).map((line) => parse(line).answer);
    const expected = nasty.map((content) => `${hashOf([{ role: 'user', content }])} ${content}`);
    assert.equal(answers, expected);
  }),
);

pipe('shows no secret and no body but on demand', () =>
  withUpstreamModels({}, async ({ run, file }) => {
    const args = ['-p', file('echo.yaml', echo()), '--models', 'models.yaml'];
    const debug = await run([...args, '--debug'], '{"text":"private words"}\n');
    assert.match(debug.stderr, /echo: glm4-flash@\S+ 200 in \d+ ms/);
    assert.not.match(debug.stderr, /private words|sk-secret-1234/);
    const bodies = await run([...args, '--debug-bodies'], '{"text":"private words"}\n');
    assert.match(bodies.stderr, 'private words');
    assert.not.match(bodies.stderr, 'sk-secret-1234');
  }),
);

pipe('hides a key that a provider repeats in its error', () =>
  withUpstream(
    [
      (response, { headers }) => {
        const message = `Incorrect API key provided: ${headers.authorization}`;
        response
          .writeHead(401)
          .end(JSON.stringify({ error: { message, code: 'invalid_api_key' } }));
      },
    ],
    ({ url, seen }) =>
      withWorkshop(async ({ run, file }) => {
        file('models.yaml', modelsAt(url.replace(/\/v1$/, '')));
        const args = [
          '-p',
          file('echo.yaml', echo(', max_concurrent: 1')),
          '--models',
          'models.yaml',
        ];
        const { code, stderr } = await run([...args, '-o', 'out.jsonl'], texts(100));
        assert.is(code, 3);
        assert.match(stderr, 'Incorrect API key provided: Bearer ***');
        assert.not.match(stderr, 'sk-secret-1234');
        assert.is(seen.length, 1);
      }),
  ),
);

pipe('finishes the calls under way on the first signal, and keeps the output provisional', () =>
  withUpstreamModels({ latency: '200ms' }, async ({ start, file, folder, read }, simulator) => {
    const pipeline = file('echo.yaml', echo(', max_concurrent: 3'));
    const args = ['-p', pipeline, '--models', 'models.yaml', '-o', 'out.jsonl'];
    const child = start(args);
    child.stdin.write(texts(100));
    for await (const _ of pollUntil(() => simulator.stats().inFlight === 3));
    child.kill('SIGTERM');
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.is(code, 143);
    const { granted } = simulator.stats();
    assert.is(lines(read('out.jsonl.part')).length, granted);
    assert.not(existsSync(join(folder, 'out.jsonl')));
  }),
);

async function* pollUntil(condition: () => boolean): AsyncGenerator<void> {
  while (!condition()) yield await new Promise<void>((resolve) => setImmediate(resolve));
}

pipe('serves its metrics while it runs, and tells the same at the end', () =>
  withUpstreamModels({}, async ({ start, file, read }) => {
    const pipeline = file('echo.yaml', echo());
    const options = ['--metrics-listen', '127.0.0.1:0', '--summary-json', 'summary.json', '-v'];
    const child = start(['-p', pipeline, '--models', 'models.yaml', ...options]);
    const told = createInterface(child.stderr)[Symbol.asyncIterator]();
    const { value: where = '' } = await told.next();
    const [url = ''] = /http:\S+/.exec(String(where)) ?? [];
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    child.stdin.write(texts(5));
    for (let n = 0; n < 5; n += 1) await answers.next();
    const scraped = await (await fetch(url)).text();
    assert.match(
      scraped,
      'llm_pipe_requests_total{provider="openai_compatible",model="glm4-flash",status="200"} 5',
    );
    assert.match(
      scraped,
      'llm_pipe_requests_total{provider="openai_compatible",model="glm4-flash",status="429"} 0',
    );
    child.stdin.end();
    await new Promise((resolve) => child.once('close', resolve));
    const { metrics } = parse(read('summary.json'));
    assert.is(metrics['llm_pipe_records_total{pipeline="echo",outcome="written"}'], 5);
    assert.is(metrics['llm_pipe_last_exit_code{pipeline="echo"}'], 0);
  }),
);

for (const [fault, change, expected] of [
  [
    'a mistyped key',
    ['label:', 'lable:'],
    ':14:7: stages[1].call.lable: unknown key, did you mean "label"?',
  ],
  [
    'an unknown stage',
    ['- render', '- rendr'],
    ':6:5: unknown stage "rendr", did you mean "render"?',
  ],
  [
    'a wrong type',
    ['temperature: 0, max_tokens: 200 }', 'temperature: 0 }\n      max_concurrent: lots'],
    ':17:23: stages[1].call.max_concurrent: expected a whole number of at least 1, got "lots"',
  ],
  [
    'an unknown model',
    ['model: glm4-flash', 'model: glm4-flsh'],
    ':15:14: unknown model "glm4-flsh", did you mean "glm4-flash"?',
  ],
  [
    'a missing prompt file',
    ['user: |\n        Message: {{ text }}', 'user: { file: nope.md }'],
    /:11:21: cannot read \S*nope\.md: no such file/,
  ],
  [
    'a tab',
    ['      into: annotation', '\tinto: annotation'],
    ':25:1: indent with spaces, not tabs',
  ],
] as const) {
  pipe(`refuses ${fault} in one line with its place, and sends nothing`, () =>
    withUpstreamModels({}, async ({ run, file }, simulator) => {
      const broken = readFileSync(annotate, 'utf8').replace(change[0], change[1]);
      const pipeline = file('broken.yaml', broken);
      const { code, stdout, stderr } = await run(
        ['-p', pipeline, '--models', 'models.yaml'],
        texts(1),
      );
      assert.is(code, 2);
      assert.is(stdout, '');
      assert.match(stderr.replace(pipeline, ''), expected);
      assert.is(lines(stderr).length, 1, stderr);
      assert.is(simulator.stats().requests, 0);
    }),
  );
}

pipe('names the unset variable that leaves no deployment', () =>
  withWorkshop(async ({ run }) => {
    const models = shipped('config/litellm_config.yaml');
    const { code, stderr } = await run(['-q', '-p', annotate, '--models', models], texts(1));
    assert.is(code, 2);
    assert.match(stderr, 'environment variable GLM_API_KEY is not set');
    assert.is(lines(stderr).length, 1, stderr);
  }),
);

pipe('never reads a dead letter and writes it too', () =>
  withWorkshop(async ({ run, file, read }) => {
    const pipeline = file('echo.yaml', echo());
    const args = ['-p', pipeline, '--models', simulated];
    assert.is((await run(args, '{"other":1}\n')).code, 1);
    const before = read('echo.errors.jsonl');
    assert.is((await run([...args, '-i', 'echo.errors.jsonl'])).code, 1);
    assert.is(read('echo.errors.jsonl'), before);
    assert.is(lines(read('echo.errors.2.jsonl')).length, 1);
    const asked = await run([
      ...args,
      '-i',
      'echo.errors.jsonl',
      '--dead-letter',
      'echo.errors.jsonl',
    ]);
    assert.is(asked.code, 2);
  }),
);

pipe.run();
