import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createCallCore } from '../../lib/llm/core.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { buildPipeline } from '../../lib/pipeline/build.ts';
import { readPipeline } from '../../lib/pipeline/read-pipeline.ts';
import { deployment, modelsOf } from '../support/calls.ts';
import { chat } from '../support/upstream.ts';
import { type Files, faultsOf, withFiles, withPipeline } from './with-pipeline.ts';

const Build = suite('build pipeline');

const twoCalls: Files = {
  'pipeline.yaml': `name: two
stages:
  - render: { user: "{{ text }}" }
  - call: { label: one, model: m, into: one }
  - call: { label: two, model: other, into: two }
`,
};

Build('makes the stages in order, with their labels', async () => {
  await withPipeline({ files: twoCalls }, async ({ pipeline }) => {
    assert.is(pipeline.name, 'two');
    assert.equal(
      pipeline.stages.map(({ label, maxConcurrent }) => [label, maxConcurrent]),
      [
        ['render', undefined],
        ['one', 32],
        ['two', 32],
      ],
    );
  });
});

Build('lets a second call send the same prompt', async () => {
  await withPipeline({ files: twoCalls, answers: [chat('a'), chat('b')] }, async (workshop) => {
    const record = await workshop.take('{"text":"hi"}');
    assert.equal(record?.value, { text: 'hi', one: 'a', two: 'b' });
    const [first, second] = workshop.upstream.seen.map(({ body }) => body['messages']);
    assert.equal(second, first);
  });
});

Build('shares the limit of the run between all stages', async () => {
  let inFlight = 0;
  let most = 0;
  const answer: typeof chat = (content) => async (response, seen) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    response.once('finish', () => {
      inFlight -= 1;
    });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await chat(content)(response, seen);
  };
  const options = { files: twoCalls, answers: [answer('x')], limits: { maxConcurrent: 2 } };
  await withPipeline(options, async ({ take, upstream }) => {
    await Promise.all(Array.from({ length: 8 }, () => take('{"text":"hi"}')));
    assert.is(upstream.seen.length, 16);
    assert.is(most, 2);
  });
});

Build('keeps to the rate of the run over all stages', async () => {
  const perSecond = 100;
  const limits = { requestsPerSecond: perSecond };
  await withPipeline({ files: twoCalls, answers: [chat('x')], limits }, async ({ take }) => {
    const from = performance.now();
    await Promise.all([take('{"text":"a"}'), take('{"text":"b"}'), take('{"text":"c"}')]);
    // Timers may fire a millisecond early.
    assert.ok(performance.now() - from >= 5 * (1_000 / perSecond) - 5);
  });
});

Build('tells the faults of the contents of all stages at once', async () => {
  const files = {
    'pipeline.yaml': `stages:
  - call: { model: othr, response: { schema: { type: strng } } }
  - render: { system: { file: none.md }, user: { file: p.md } }
  - filter: "a b"
  - set: { x: "{{ y | upcas }}", z: "{{" }
`,
    'p.md': 'Hi\n{{ a b }}\n',
  };
  const faults = await faultsOf(files);
  assert.equal(
    faults.map((fault) => fault.replace(/ \(array.*/, '')),
    [
      'pipeline.yaml:2:11: no prompt to send: put a render stage before it, such as `render: { from: auto }` where the records hold their prompts',
      'pipeline.yaml:2:20: unknown model "othr", did you mean "other"?',
      'pipeline.yaml:2:54: not a JSON Schema: /type must be equal to one of the allowed values',
      'pipeline.yaml:3:31: cannot read none.md: no such file or directory',
      'p.md:2:6: an operator is missing before this',
      'pipeline.yaml:4:13: an operator is missing before this (line 1, column 3 of the template)',
      'pipeline.yaml:5:15: unknown filter "upcas", did you mean "upcase"? (line 1, column 1 of the template)',
      'pipeline.yaml:5:37: output "{{" not closed (line 1, column 1 of the template)',
    ],
  );
});

const call = (settings: string): string =>
  `stages:\n  - render: { user: hi }\n  - call: ${settings}\n`;

/** Builds a pipeline whose only model is `m`, with `gone` left out; what is told about it. */
async function warningsOf(text: string, fallbacks: readonly string[] = []): Promise<string[]> {
  const warnings: string[] = [];
  await withFiles({ 'pipeline.yaml': text }, async (folder) => {
    const models = {
      ...modelsOf(deployment()),
      fallbacksOf: () => fallbacks,
      leftOut: new Map([['gone', 'models.yaml:3:5: environment variable KEY is not set']]),
    };
    const metrics = createMetrics();
    const core = createCallCore({ models, metrics, pipeline: 'p', env: {} });
    const onWarning = (warning: string) => warnings.push(warning.replace(`${folder}/`, ''));
    const file = await readPipeline(join(folder, 'pipeline.yaml'));
    try {
      await buildPipeline(file, { models, call: core.call, metrics, limits: {}, onWarning });
    } finally {
      await core.close();
    }
  });
  return warnings;
}

const refusalOf = (text: string): Promise<string> =>
  warningsOf(text).then(
    () => '',
    (error: unknown) => String(error).replace(/^.*pipeline\.yaml:/, ''),
  );

Build('warns of a fallback that can never answer', async () => {
  assert.equal(await warningsOf(call('{ model: m, fallbacks: [m2, m] }')), [
    'pipeline.yaml:3:35: the fallback "m2" has no deployment and is skipped',
  ]);
  assert.equal(await warningsOf(call('{ model: m }')), []);
});

Build('accepts a model without deployments that has a fallback with one', async () => {
  assert.equal(await warningsOf(call('{ model: gone, fallbacks: [m] }')), []);
  assert.equal(await warningsOf(call('{ model: gone }'), ['m']), []);
});

Build('says why a configured model cannot be used', async () => {
  assert.is(
    await refusalOf(call('{ model: gone }')),
    '3:20: "gone" has no deployment left: models.yaml:3:5: environment variable KEY is not set',
  );
});

Build.run();
