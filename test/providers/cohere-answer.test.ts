import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { cohere } from '../../lib/providers/cohere.ts';
import { isFailure } from '../../lib/providers/provider.ts';
import { noUsage } from '../../lib/usage.ts';
import { deployment } from '../support/calls.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const Answer = suite('cohere answer');

const target = deployment({ upstreamModel: 'command-a' });

const read = (body: JsonObject) =>
  cohere.readAnswer({ operation: 'chat', body: {}, isStream: false }, body, target, {});

function readWell(body: JsonObject) {
  const reading = read(body);
  if (isFailure(reading)) throw new TypeError(reading.message);
  return reading;
}

/** An answer of text, with these members instead. */
const answer = (more: JsonObject = {}): JsonObject => ({
  id: 'x',
  finish_reason: 'COMPLETE',
  message: { role: 'assistant', content: [{ type: 'text', text: 'Hello.' }] },
  ...more,
});

const choicesOf = (body: JsonObject) => readWell(body).body['choices'];

Answer('reads thinking and text, and the tokens that are billed', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const body = JSON.parse(recordingOf('cohere.v2.chat', '5c329d6f9161').body);
  if (!isJsonObject(body)) throw new TypeError('expected an object');
  const { body: read, usage } = readWell(body);
  assert.equal(usage, { ...noUsage, promptTokens: 431, completionTokens: 661 });
  assert.is(read['id'], 'a7a1995c-1980-4683-8382-e8dda3598388');
  assert.is(read['model'], 'command-a');
  const text = JSON.stringify(read['choices']);
  assert.match(text, '"reasoning_content":"Okay, the user is asking');
  assert.match(text, '"finish_reason":"stop"');
  assert.match(text, 'Your safety is paramount.');
});

Answer('gives text in the shape of OpenAI', () => {
  const { body, usage } = readWell(answer());
  const { created, ...rest } = body;
  assert.is(typeof created, 'number');
  assert.equal(rest, {
    id: 'x',
    object: 'chat.completion',
    model: 'command-a',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hello.', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
  });
  assert.is(usage, undefined);
});

Answer('reads calls of tools, the plan before them and the sources of a text', () => {
  const call = {
    id: 'find_1',
    type: 'function',
    function: { name: 'find', arguments: '{"a": 1}' },
  };
  const message = { role: 'assistant', tool_plan: 'I will find it.', tool_calls: [call] };
  assert.equal(choicesOf(answer({ message, finish_reason: 'TOOL_CALL' })), [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: null,
        refusal: null,
        tool_calls: [call],
        tool_plan: 'I will find it.',
      },
      logprobs: null,
      finish_reason: 'tool_calls',
    },
  ]);
  const citations = [{ start: 0, end: 5, text: 'Hello', sources: [] }];
  const cited = { content: [{ type: 'text', text: 'Hello.' }], citations };
  assert.match(
    JSON.stringify(choicesOf(answer({ message: cited }))),
    JSON.stringify({ citations }).slice(1, -1),
  );
});

Answer('gives a call without arguments an empty object of them', () => {
  const message = { tool_calls: [{ id: 'a', function: { name: 'now' } }] };
  assert.match(JSON.stringify(choicesOf(answer({ message }))), '"arguments":"{}"');
});

Answer('gives a piece of text the sum of the logarithms of its tokens', () => {
  const logprobs = [{ text: 'Hello.', token_ids: [1, 2], logprobs: [-0.5, -0.25] }, { text: '!' }];
  assert.match(
    JSON.stringify(choicesOf(answer({ logprobs }))),
    JSON.stringify({
      content: [
        { token: 'Hello.', logprob: -0.75, bytes: null, top_logprobs: [] },
        { token: '!', logprob: 0, bytes: null, top_logprobs: [] },
      ],
    }),
  );
});

for (const [theirs, ours] of [
  ['COMPLETE', 'stop'],
  ['STOP_SEQUENCE', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['ERROR_LIMIT', 'length'],
  ['TOOL_CALL', 'tool_calls'],
  ['ERROR_TOXIC', 'content_filter'],
  ['toString', 'stop'],
] as const) {
  Answer(`takes ${theirs} for ${ours}`, () => {
    assert.match(
      JSON.stringify(choicesOf(answer({ finish_reason: theirs }))),
      `"finish_reason":"${ours}"`,
    );
  });
}

const usages: [string, JsonObject, object | undefined][] = [
  ['billed units', { billed_units: { input_tokens: 1, output_tokens: 2 }, tokens: {} }, [1, 2]],
  ['tokens', { tokens: { input_tokens: 3, output_tokens: 4 }, cached_tokens: 2 }, [3, 4]],
  ['nothing', {}, undefined],
];

for (const [what, usage, counts] of usages) {
  Answer(`reads a usage of ${what}`, () => {
    const read = readWell(answer({ usage })).usage;
    assert.equal(read && [read.promptTokens, read.completionTokens], counts);
    assert.is(read?.cachedTokens ?? 0, 0);
  });
}

const failures: [JsonObject, string, string | undefined][] = [
  [answer({ finish_reason: 'ERROR' }), 'server_error', 'ERROR'],
  [answer({ finish_reason: 'TIMEOUT' }), 'timeout', 'TIMEOUT'],
  [{ id: 'x' }, 'server_error', 'unexpected_body'],
  [{ error: { message: 'no', code: 'content_filter' } }, 'content_filter', 'content_filter'],
];

for (const [body, kind, code] of failures) {
  Answer(`takes ${JSON.stringify(body).slice(0, 60)} for a failure`, () => {
    const reading = read(body);
    assert.ok(isFailure(reading));
    assert.equal([reading.kind, reading.code], [kind, code]);
  });
}

Answer('reads what a status says', () => {
  if (!needs('the recordings', hasRecordings)) return;
  const { status, headers, body } = recordingOf('cohere.v2.chat', '085071adc07c');
  const failure = cohere.readFailure(status, headers, body);
  assert.is(failure.kind, 'auth');
  assert.match(failure.message, 'Incorrect API key provided');
});

Answer.run();
