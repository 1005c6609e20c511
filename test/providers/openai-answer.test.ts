import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import {
  changed,
  newCallId,
  normaliseChoice,
  normaliseContent,
  normaliseReason,
  writeArguments,
} from '../../lib/providers/openai-answer.ts';

const Answer = suite('openai answer');

const proper: JsonObject = {
  index: 1,
  finish_reason: 'tool_calls',
  message: {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
  },
};

/** The message that becomes of one, whatever else its choice says. */
function messageOf(message: JsonObject): JsonObject {
  const { message: better } = normaliseChoice({ index: 0, message }, 0);
  if (!isJsonObject(better)) throw new TypeError('there is no message');
  return better;
}

const withCalls = (calls: JsonValue[]): JsonObject =>
  messageOf({ role: 'assistant', tool_calls: calls });

Answer('leaves a choice that needs no change the very object', () => {
  assert.is(normaliseChoice(proper, 0), proper);
  const bare = { index: 0, finish_reason: null, text: 'a' };
  assert.is(normaliseChoice(bare, 0), bare);
});

Answer('adds an index that is missing, and keeps what else there is', () => {
  assert.equal(normaliseChoice({ text: 'a', odd: 1 }, 3), { text: 'a', odd: 1, index: 3 });
  assert.equal(normaliseChoice({ index: null }, 2), { index: 2 });
});

const reasons: [theirs: string, openai: string][] = [
  ['eos', 'stop'],
  ['eos_token', 'stop'],
  ['stop_sequence', 'stop'],
  ['end_turn', 'stop'],
  ['COMPLETE', 'stop'],
  ['STOP', 'stop'],
  ['model_length', 'length'],
  ['max_tokens', 'length'],
  ['MAX_TOKENS', 'length'],
  ['tool_use', 'tool_calls'],
  ['sensitive', 'content_filter'],
  ['refusal', 'content_filter'],
  ['SAFETY', 'content_filter'],
];

for (const [theirs, openai] of reasons) {
  Answer(`calls the reason ${theirs} ${openai}`, () => {
    assert.is(normaliseReason(theirs), openai);
    const { finish_reason: reason } = normaliseChoice({ index: 0, finish_reason: theirs }, 0);
    assert.is(reason, openai);
  });
}

Answer('lets a reason be that is one of OpenAI, that is unknown or none', () => {
  for (const reason of ['stop', 'length', 'toString', '', null, 5, undefined]) {
    assert.is(normaliseReason(reason), undefined);
  }
});

Answer('gives a message its role', () => {
  assert.equal(messageOf({ content: 'a' }), { content: 'a', role: 'assistant' });
  assert.equal(messageOf({ role: 'odd' }), { role: 'odd' });
});

const contents: [name: string, message: JsonObject, changes: JsonObject][] = [
  ['text', { content: 'a' }, {}],
  ['no content', { content: null }, {}],
  ['no parts', { content: [] }, { content: '' }],
  [
    'parts of text',
    { content: [{ type: 'text', text: 'a' }, { type: 'text' }, { type: 'text', text: 'b' }] },
    { content: 'ab' },
  ],
  [
    'parts of thinking, as text or as parts of their own',
    {
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'h' }, 5, { type: 'x' }] },
        { type: 'thinking', thinking: 'm' },
        { type: 'text', text: 'a' },
      ],
    },
    { content: 'a', reasoning_content: 'hm' },
  ],
  [
    'references, which go',
    {
      content: [
        { type: 'text', text: 'a' },
        { type: 'reference', reference_ids: [1] },
      ],
    },
    { content: 'a' },
  ],
  ['parts of another kind', { content: [{ type: 'text', text: 'a' }, { type: 'image' }] }, {}],
  ['parts that are none', { content: [{ type: 'text', text: 'a' }, 'b'] }, {}],
  ['reasoning by its other name', { reasoning: 'hm' }, { reasoning_content: 'hm' }],
  ['reasoning by both names', { reasoning: 'hm', reasoning_content: 'so' }, {}],
  ['no reasoning', { reasoning: '' }, {}],
  ['reasoning that is no text', { reasoning: { effort: 'low' } }, {}],
];

for (const [name, message, changes] of contents) {
  Answer(`reads content: ${name}`, () => {
    assert.equal(normaliseContent(message), changes);
    const whole = messageOf({ role: 'assistant', ...message });
    assert.equal(whole, { role: 'assistant', ...message, ...changes });
  });
}

Answer('gives a call an id, a type, and arguments that are text', () => {
  const { tool_calls: calls } = withCalls([
    { id: '', function: { name: 'f', arguments: { a: [1] } } },
    { type: 'custom', function: { name: 'g' } },
  ]);
  const [first, second] = Array.isArray(calls) ? calls.filter(isJsonObject) : [];
  assert.match(String(first?.['id']), /^call_[0-9a-f]{24}$/);
  assert.is(first?.['type'], 'function');
  assert.equal(first?.['function'], { name: 'f', arguments: '{"a":[1]}' });
  assert.match(String(second?.['id']), /^call_/);
  assert.is(second?.['type'], 'custom');
  assert.equal(second?.['function'], { name: 'g', arguments: '' });
});

Answer('changes only the calls that need it', () => {
  const whole = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
  const { tool_calls: calls } = withCalls([whole, 'odd', { ...whole, type: null }]);
  assert.equal(calls, [whole, 'odd', whole]);
  const message = { role: 'assistant', tool_calls: [whole, 'odd'] };
  assert.is(messageOf(message), message);
});

Answer('writes arguments as JSON, and none as no text', () => {
  assert.is(writeArguments({ a: 'é' }), '{"a":"é"}');
  assert.is(writeArguments(null), '');
  assert.is(writeArguments(undefined), '');
  assert.is(writeArguments([]), '[]');
});

Answer('gives each call another id', () => {
  assert.is.not(newCallId(), newCallId());
});

Answer('copies an object only to change it', () => {
  const object = { a: 1 };
  assert.is(changed(object, {}), object);
  assert.equal(changed(object, { b: 2 }), { a: 1, b: 2 });
  assert.equal(object, { a: 1 });
});

Answer.run();
