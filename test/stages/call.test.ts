import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordError, UpstreamError } from '../../lib/errors.ts';
import { recordLine } from '../../lib/io/record-line.ts';
import type { JsonValue } from '../../lib/json.ts';
import { newTrace } from '../../lib/llm/handler.ts';
import { PipeRecord } from '../../lib/record.ts';
import { type Files, faultsOf, type Workshop, withPipeline } from '../pipeline/with-pipeline.ts';
import { type Answer, chat, json, refusal } from '../support/upstream.ts';

const Call = suite('call');

const pipelineOf = (settings: string): Files => ({
  'pipeline.yaml': `stages:\n  - render: { user: "{{ text }}" }\n  - call: ${settings}\n`,
});

/** Runs `use` with a pipeline of one call, whose upstream gives these answers. */
const withCall = (
  settings: string,
  answers: readonly Answer[],
  use: (workshop: Workshop) => Promise<void>,
): Promise<void> => withPipeline({ files: pipelineOf(settings), answers }, use);

/** Why the call of a record fails, and how many requests that took. */
async function failureOf(settings: string, answers: readonly Answer[]) {
  let failure: RecordError | undefined;
  let requests = 0;
  await withCall(settings, answers, async ({ take, upstream }) => {
    try {
      await take('{"text":"hi"}');
    } catch (error) {
      if (error instanceof RecordError) failure = error;
      else throw error;
    }
    requests = upstream.seen.length;
  });
  return { kind: failure?.kind, message: failure?.message, requests };
}

/** What a record's line gets from its call. */
async function answerOf(
  settings: string,
  answers: readonly Answer[],
): Promise<JsonValue | undefined> {
  let answer: JsonValue | undefined;
  await withCall(settings, answers, async ({ take }) => {
    answer = (await take('{"text":"hi"}'))?.value['answer'];
  });
  return answer;
}

Call('sends the prompt and its params as they are, and nothing else', async () => {
  const params = '{ temperature: 0, stop: ["\\n"], extra: { deep: [1, null] }, logit_bias: {} }';
  await withCall(`{ model: m, params: ${params} }`, [chat('yes')], async ({ take, upstream }) => {
    await take('{"text":"hi"}');
    assert.is(upstream.seen[0]?.path, '/v1/chat/completions');
    assert.equal(upstream.seen[0]?.body, {
      model: 'upstream-m',
      messages: [{ role: 'user', content: 'hi' }],
      temperature: 0,
      stop: ['\n'],
      extra: { deep: [1, null] },
      logit_bias: {},
    });
  });
});

Call('adds the answer to the record, under `answer` or as `into` says', async () => {
  await withCall('{ model: m }', [chat('yes\n')], async ({ take }) => {
    const record = await take('{"text": "hi"}');
    assert.is(record && recordLine(record), '{"text": "hi","answer":"yes\\n"}\n');
  });
  await withCall('{ model: m, into: result }', [chat('yes')], async ({ take }) => {
    const record = await take('{"text": "hi"}');
    assert.is(record && recordLine(record), '{"text": "hi","result":"yes"}\n');
  });
});

Call('tells in `meta` who answered, after how much, for how much', async () => {
  const answers = [chat(''), chat('yes')];
  await withCall('{ model: m, meta: meta }', answers, async ({ take }) => {
    assert.equal((await take('{"text":"hi"}'))?.value['meta'], {
      model: 'm',
      attempts: 2,
      finish_reason: 'stop',
      usage: { prompt_tokens: 14, completion_tokens: 6 },
      cost_usd: 0.013,
    });
  });
});

Call('has null in `meta` for what nobody told', async () => {
  const body = { choices: [{ message: { content: 'yes' } }] };
  await withCall('{ model: other, meta: meta }', [json(200, body)], async ({ take }) => {
    assert.equal((await take('{"text":"hi"}'))?.value['meta'], {
      model: 'other',
      attempts: 1,
      finish_reason: null,
      usage: null,
      cost_usd: null,
    });
  });
});

Call('reads the answer as the response setting says, and asks for that', async () => {
  const schema = '{ type: object, required: [a] }';
  const cases = [
    ['text', '{"a":1}', undefined],
    ['json', { a: 1 }, { type: 'json_object' }],
    [
      `{ schema: ${schema} }`,
      { a: 1 },
      {
        type: 'json_schema',
        json_schema: { name: 'call', schema: { type: 'object', required: ['a'] } },
      },
    ],
  ] as const;
  for (const [response, answer, format] of cases) {
    const settings = `{ model: m, response: ${response} }`;
    await withCall(settings, [chat('{"a":1}')], async ({ take, upstream }) => {
      assert.equal((await take('{"text":"hi"}'))?.value['answer'], answer);
      assert.equal(upstream.seen[0]?.body['response_format'], format);
    });
  }
});

Call("leaves the user's own response_format alone", async () => {
  const settings = '{ model: m, response: json, params: { response_format: { type: text } } }';
  await withCall(settings, [chat('{}')], async ({ take, upstream }) => {
    await take('{"text":"hi"}');
    assert.equal(upstream.seen[0]?.body['response_format'], { type: 'text' });
  });
});

Call('counts the answers that it had to repair, once they fit', async () => {
  const settings = '{ label: judge, model: m, response: { schema: { required: [a] } } }';
  const answers = [chat('{b: 1}'), chat('{a: 1}'), chat('{"a": 2}')];
  await withCall(settings, answers, async ({ take, metrics }) => {
    const { outputRepaired } = metrics;
    const repaired = outputRepaired.labels({ pipeline: 'pipeline', stage: 'judge' });
    assert.equal((await take('{"text":"hi"}'))?.value['answer'], { a: 1 });
    assert.is(repaired.value, 1);
    assert.equal((await take('{"text":"hi"}'))?.value['answer'], { a: 2 });
    assert.is(repaired.value, 1);
  });
});

Call('asks once more, with the reason, for an answer that does not fit', async () => {
  const settings = '{ model: m, response: { schema: { required: [a] } } }';
  await withCall(settings, [chat('{"b":1}'), chat('{"a":1}')], async ({ take, upstream }) => {
    assert.equal((await take('{"text":"hi"}'))?.value['answer'], { a: 1 });
    assert.equal(upstream.seen[1]?.body['messages'], [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: '{"b":1}' },
      {
        role: 'user',
        content:
          "Your answer was not accepted: the answer must have required property 'a'. " +
          'Answer again, with the corrected answer only.',
      },
    ]);
  });
});

Call('asks again as often as `reasks` says, then fails the record', async () => {
  const failure = (reasks: string, text: string) =>
    failureOf(`{ model: m, response: { schema: { type: object } }${reasks} }`, [chat(text)]);
  const { kind, message, requests } = await failure('', '[1]');
  assert.equal([kind, message, requests], ['schema_mismatch', 'the answer must be object', 2]);
  assert.equal(await failure(', reasks: 0', 'no'), {
    kind: 'invalid_json',
    message: 'the answer is not JSON',
    requests: 1,
  });
  assert.is((await failure(', reasks: 3', 'no')).requests, 4);
});

Call('asks once more after an empty answer, then fails the record', async () => {
  assert.equal(await failureOf('{ model: m }', [chat(' \n')]), {
    kind: 'empty_output',
    message: 'the answer is empty',
    requests: 2,
  });
  assert.is(await answerOf('{ model: m }', [chat(''), chat('yes')]), 'yes');
});

Call('accepts an empty answer where it is told to: as empty text, else as null', async () => {
  assert.is(await answerOf('{ model: m, on_empty: accept }', [chat('')]), '');
  assert.is(await answerOf('{ model: m, on_empty: accept, response: json }', [chat('')]), null);
});

Call('fails a record whose answer was cut off, without another request', async () => {
  assert.equal(await failureOf('{ model: m, params: { max_tokens: 5 } }', [chat('x', 'length')]), {
    kind: 'truncated',
    message: 'the answer was cut off at the limit of its tokens',
    requests: 1,
  });
});

Call('accepts an answer that was cut off where it is told to', async () => {
  const settings = '{ model: m, on_truncated: accept }';
  assert.is(await answerOf(settings, [chat('half', 'length')]), 'half');
});

Call('raises max_tokens twofold for an answer that was cut off, where it is told to', async () => {
  const settings = '{ model: m, on_truncated: raise, params: { max_tokens: 5 } }';
  const answers = [chat('x', 'length'), chat('xx', 'length'), chat('xxx')];
  await withCall(settings, answers, async ({ take, upstream }) => {
    assert.is((await take('{"text":"hi"}'))?.value['answer'], 'xxx');
    assert.equal(
      upstream.seen.map(({ body }) => body['max_tokens']),
      [5, 10, 20],
    );
  });
  const { requests } = await failureOf('{ model: m, on_truncated: raise }', [chat('x', 'length')]);
  assert.is(requests, 1);
});

Call('fails a record with what its upstream said', async () => {
  await withCall('{ model: m }', [refusal(400, 'bad_value')], async ({ take }) => {
    const error = await take('{"text":"hi"}').catch((thrown: unknown) => thrown);
    assert.instance(error, UpstreamError);
    if (!(error instanceof UpstreamError)) return;
    const { kind, code, status } = error;
    assert.equal({ kind, code, status }, { kind: 'bad_request', code: 'bad_value', status: 400 });
  });
});

Call('tries its fallbacks in their order', async () => {
  const answers = [refusal(401), chat('yes')];
  await withCall('{ model: m, fallbacks: [other] }', answers, async ({ take, upstream }) => {
    assert.is((await take('{"text":"hi"}'))?.value['answer'], 'yes');
    assert.is(upstream.seen[1]?.body['model'], 'upstream-other');
  });
});

Call('previews the request that it would send first', async () => {
  const settings = '{ model: m, params: { temperature: 0 }, response: json }';
  await withCall(settings, [chat('{}')], async ({ pipeline, take, upstream }) => {
    const record = await take('{"text":"hi"}');
    const preview = record && pipeline.stages[1]?.preview?.(record);
    assert.equal(preview, { ...upstream.seen[0]?.body, model: 'm' });
  });
});

Call('makes every request under a key of record, label, model and ordinal', async () => {
  const settings = '{ label: judge, model: m, response: json }';
  await withCall(settings, [chat('no'), chat('{}')], async ({ pipeline }) => {
    const keys: string[] = [];
    const record = new PipeRecord(7, { file: 'a', line: 9 }, '{}');
    record.messages = [{ role: 'user', content: 'hi' }];
    await pipeline.stages[1]?.run(record, {
      signal: new AbortController().signal,
      drain: new AbortController().signal,
      trace: newTrace(),
      once: (key, call) => {
        keys.push(key);
        return call();
      },
    });
    assert.equal(keys, ['7/judge/m/0', '7/judge/m/1']);
  });
});

Call('keeps to its own rate', async () => {
  const perSecond = 50;
  const settings = `{ model: m, requests_per_second: ${perSecond} }`;
  await withCall(settings, [chat('yes')], async ({ take }) => {
    const from = performance.now();
    await Promise.all(Array.from({ length: 6 }, () => take('{"text":"hi"}')));
    // Timers may fire a millisecond early.
    assert.ok(performance.now() - from >= 5 * (1_000 / perSecond) - 5);
  });
});

Call('lets 32 records in at once unless it or the run says otherwise', async () => {
  const maxConcurrentOf = async (settings: string, maxConcurrent?: number) => {
    let result: number | undefined;
    const options = { files: pipelineOf(settings), limits: { maxConcurrent } };
    await withPipeline(options, async ({ pipeline }) => {
      result = pipeline.stages[1]?.maxConcurrent;
    });
    return result;
  };
  assert.is(await maxConcurrentOf('{ model: m }'), 32);
  assert.is(await maxConcurrentOf('{ model: m, max_concurrent: 5 }'), 5);
  assert.is(await maxConcurrentOf('{ model: m, max_concurrent: 5 }', 7), 7);
});

const faults = [
  ['an unknown model', '{ model: othr }', '3:20: unknown model "othr", did you mean "other"?'],
  [
    'a model unlike all others',
    '{ model: gpt-99 }',
    '3:20: unknown model "gpt-99", expected one of m, other',
  ],
  [
    'params of its own',
    '{ model: m, params: { stream: true, model: x, messages: [] } }',
    '3:54: "model" is set by the stage itself',
    '3:67: "messages" is set by the stage itself',
    '3:41: "stream" is set by the stage itself',
  ],
  [
    'a bad JSON Schema',
    '{ model: m, response: { schema: { properties: { a: { minimum: "3" } } } } }',
    '3:73: not a JSON Schema: /properties/a/minimum must be number',
  ],
  [
    'several faults at once',
    '{ model: othr, params: { stream: true }, response: { schema: { $ref: "#/x" } } }',
    '3:20: unknown model "othr", did you mean "other"?',
    `3:72: not a JSON Schema: can't resolve reference #/x from id #`,
    '3:44: "stream" is set by the stage itself',
  ],
  [
    'a name that has a meaning',
    '{ model: m, into: __proto__ }',
    '3:29: stages[1].call.into: this name has a meaning in JavaScript',
  ],
  [
    'a label with a space',
    '{ model: m, label: a b }',
    '3:30: stages[1].call.label: expected letters, digits, and any of _ . -, got "a b"',
  ],
  ['no model', '{ into: a }', '3:11: stages[1].call.model is missing'],
] as const;

for (const [title, settings, ...expected] of faults) {
  Call(`refuses ${title}`, async () => {
    assert.equal(
      await faultsOf(pipelineOf(settings)),
      expected.map((fault) => `pipeline.yaml:${fault}`),
    );
  });
}

Call('refuses to stand before any render', async () => {
  const files = { 'pipeline.yaml': 'stages:\n  - call: { model: m }\n' };
  assert.equal(await faultsOf(files), [
    'pipeline.yaml:2:11: no prompt to send: put a render stage before it, such as `render: { from: auto }` where the records hold their prompts',
  ]);
});

Call.run();
