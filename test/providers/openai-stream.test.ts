import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { OpenAiStream } from '../../lib/providers/openai-stream.ts';
import { isFailure } from '../../lib/providers/provider.ts';
import { noUsage } from '../../lib/usage.ts';

const Stream = suite('openai stream');

const usage = { prompt_tokens: 7, completion_tokens: 3 };

const read = (stream: OpenAiStream, json: JsonObject | undefined) => {
  const reading = stream.read({ name: undefined, json });
  if (isFailure(reading)) throw new TypeError(reading.message);
  return reading;
};

/** The chunks that become of some. */
function normalise(...chunks: readonly JsonObject[]): JsonObject[] {
  const stream = new OpenAiStream(false);
  return chunks.flatMap((chunk) => [...(read(stream, chunk).chunks ?? [chunk])]);
}

/** The first choices that become of the first choices of chunks. */
function choices(...given: readonly JsonObject[]): (JsonValue | undefined)[] {
  return normalise(...given.map((choice) => ({ choices: [choice] }))).map(({ choices: found }) =>
    Array.isArray(found) ? found[0] : undefined,
  );
}

/** The deltas that become of some of the same choice. */
const deltas = (...given: readonly JsonObject[]): (JsonValue | undefined)[] =>
  choices(...given.map((delta) => ({ index: 0, delta }))).map((choice) =>
    isJsonObject(choice) ? choice['delta'] : undefined,
  );

/** The calls that become of the calls of one delta after the other. */
function calls(...given: readonly JsonObject[][]): JsonObject[] {
  const found = deltas(...given.map((each) => ({ role: 'assistant', tool_calls: each })));
  return found.flatMap((delta) => {
    const list = isJsonObject(delta) ? delta['tool_calls'] : undefined;
    return Array.isArray(list) ? list.filter(isJsonObject) : [];
  });
}

const indexesOf = (found: readonly JsonObject[]) => found.map(({ index }) => index);

const called = (name?: string, text = '') => ({
  function: { ...(name !== undefined && { name }), arguments: text },
});

Stream('passes on what needs no change as it came', () => {
  const stream = new OpenAiStream(true);
  const proper = [
    { choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] },
    { choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }] },
    {
      choices: [
        {
          index: 0,
          delta: { tool_calls: [{ index: 0, id: 'c', type: 'function', ...called('f') }] },
        },
      ],
    },
    { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...called() }] } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage },
  ];
  for (const chunk of proper) assert.is(read(stream, chunk).chunks, undefined);
  assert.equal(read(stream, undefined), { chunks: undefined, usage: undefined });
  assert.equal(stream.end(), []);
});

Stream('gives the usage of a chunk', () => {
  const stream = new OpenAiStream(true);
  const counts = { ...noUsage, promptTokens: 7, completionTokens: 3 };
  assert.equal(read(stream, { choices: [], usage }).usage, counts);
  assert.is(read(stream, { choices: [], usage: null }).usage, undefined);
});

Stream('finds an error inside the stream', () => {
  const json = { error: { message: 'slow down', code: 429 } };
  const reading = new OpenAiStream(false).read({ name: undefined, json });
  assert.ok(isFailure(reading));
  assert.equal([reading.kind, reading.message], ['rate_limited', 'slow down']);
});

Stream('lists no choices where there are none', () => {
  assert.equal(normalise({ id: 'a' }), [{ id: 'a', choices: [] }]);
  assert.equal(normalise({ id: 'a', choices: null }), [{ id: 'a', choices: [] }]);
  assert.equal(normalise({ choices: 'odd' }), [{ choices: [] }]);
});

Stream('numbers choices by their place where they have no index', () => {
  const [first] = normalise({ choices: [{ text: 'a' }, 'odd', { text: 'b' }] });
  assert.equal(first?.['choices'], [{ text: 'a', index: 0 }, 'odd', { text: 'b', index: 2 }]);
});

Stream('keeps the chunk beside a choice that it changes', () => {
  const [first] = normalise({
    id: 'x',
    choices: [
      { index: 1, delta: { role: 'assistant' } },
      { index: 0, delta: {} },
    ],
  });
  assert.equal(first, {
    id: 'x',
    choices: [
      { index: 1, delta: { role: 'assistant' } },
      { index: 0, delta: { role: 'assistant' } },
    ],
  });
});

Stream('gives each choice its role once', () => {
  assert.equal(deltas({ content: 'a' }, { content: 'b' }), [
    { content: 'a', role: 'assistant' },
    { content: 'b' },
  ]);
  assert.equal(deltas({ role: null }, {}), [{ role: 'assistant' }, {}]);
  assert.equal(deltas({ role: 'odd' }, {}), [{ role: 'odd' }, {}]);
  const [, second] = normalise(
    { choices: [{ index: 0, delta: {} }] },
    { choices: [{ index: 1, delta: {} }] },
  );
  assert.equal(second?.['choices'], [{ index: 1, delta: { role: 'assistant' } }]);
});

Stream('gives a choice without a delta none', () => {
  const text = { index: 0, text: 'a', finish_reason: 'length' };
  assert.is(choices(text)[0], text);
});

Stream('names reasons as OpenAI does', () => {
  const reasons = ['eos', 'stop', '', null].map((reason) => ({ index: 0, finish_reason: reason }));
  assert.equal(
    choices(...reasons).map((choice) => isJsonObject(choice) && choice['finish_reason']),
    ['stop', 'stop', '', null],
  );
});

Stream('reads content that comes as parts, and reasoning by its other name', () => {
  const parts = [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }];
  assert.equal(deltas({ role: 'assistant', content: parts }, { reasoning: 'so' }), [
    { role: 'assistant', content: '', reasoning_content: 'hm' },
    { reasoning: 'so', reasoning_content: 'so' },
  ]);
});

Stream('takes several calls of one chunk by their indexes', () => {
  const found = calls(
    [
      { index: 0, id: 'a', ...called('f') },
      { index: 1, id: 'b', ...called('g') },
    ],
    [
      { index: 1, ...called(undefined, '1') },
      { index: 0, ...called(undefined, '0') },
    ],
  );
  assert.equal(indexesOf(found), [0, 1, 1, 0]);
});

Stream('changes the calls of a chunk that need it, and no others', () => {
  const whole = { index: 0, id: 'a', type: 'function', ...called('f') };
  assert.equal(calls([whole, { index: 1, id: 'b', ...called('g') }]), [
    whole,
    { index: 1, id: 'b', type: 'function', ...called('g') },
  ]);
});

Stream('lets odd calls be', () => {
  const odd = { role: 'assistant', tool_calls: ['odd', null] };
  assert.is(deltas(odd)[0], odd);
  const none = { role: 'assistant', tool_calls: null };
  assert.is(deltas(none)[0], none);
});

const finished = { choices: [{ index: 0, delta: { role: 'assistant' }, finish_reason: 'stop' }] };
const second = { choices: [{ index: 1, delta: { role: 'assistant' }, finish_reason: null }] };

const endings: [
  name: string,
  chunks: (JsonObject | undefined)[],
  expects: boolean,
  whole: boolean,
][] = [
  ['nothing', [], false, false],
  ['the mark', [undefined], true, true],
  ['a reason, where no usage is expected', [finished], false, true],
  ['a reason, where the usage has not come', [finished], true, false],
  ['a reason, and the usage', [finished, { choices: [], usage }], true, true],
  ['the usage without a reason', [{ choices: [], usage }], true, false],
  ['the reason of one of two choices', [finished, second], false, false],
  [
    'an empty reason',
    [{ choices: [{ index: 0, delta: { role: 'assistant' }, finish_reason: '' }] }],
    false,
    false,
  ],
];

for (const [name, chunks, expectsUsage, isWhole] of endings) {
  Stream(`takes ${name} for ${isWhole ? 'the end' : 'no end'}`, () => {
    const stream = new OpenAiStream(expectsUsage);
    for (const chunk of chunks) read(stream, chunk);
    assert.equal(stream.end(), isWhole ? [] : undefined);
  });
}

Stream('remembers the usage that an earlier chunk has told', () => {
  const stream = new OpenAiStream(true);
  read(stream, { choices: [], usage });
  read(stream, finished);
  assert.equal(stream.end(), []);
});

Stream.run();
