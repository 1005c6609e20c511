import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { readAnswer, readCompletion } from '../../lib/llm/answer.ts';
import { PlainReply } from '../../lib/llm/plain-reply.ts';
import { needs } from '../support/needs.ts';
import { hasRecordings, recordingOf } from '../support/recordings.ts';

const Read = suite('answer');

const source = { model: 'm', deployment: 'd' };
const completionOf = (body: JsonObject) => readCompletion({ body, source });
const textOf = (content: JsonValue) => completionOf({ choices: [{ message: { content } }] }).text;

Read('is that of a plain reply; a stream has none', () => {
  const answer = { body: {}, source };
  const reply = new PlainReply(answer);
  assert.is(readAnswer(reply), answer);
  const { status, chunks, done } = reply;
  assert.throws(
    () => readAnswer({ status, source, answer: undefined, outcome: undefined, chunks, done }),
    /a streamed answer cannot be read as a whole/,
  );
});

const contents: [JsonValue, string][] = [
  ['Hello', 'Hello'],
  ['', ''],
  [null, ''],
  [7, ''],
  [[], ''],
  [
    [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ],
    'ab',
  ],
  [[{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }, { text: '4' }], '4'],
  [['a', null, { text: 1 }], ''],
];

Read('has the text of a content in whatever form', () => {
  for (const [content, text] of contents) assert.is(textOf(content), text, JSON.stringify(content));
});

Read('has the text of a completion', () => {
  assert.is(completionOf({ choices: [{ text: 'Once', finish_reason: 'length' }] }).text, 'Once');
});

Read('has finish reason and refusal, where they say something', () => {
  const { finishReason, refusal } = completionOf({
    choices: [{ message: { refusal: 'No.' }, finish_reason: 'stop' }],
  });
  assert.equal([finishReason, refusal], ['stop', 'No.']);
  const silent = completionOf({ choices: [{ message: { refusal: '' }, finish_reason: null }] });
  assert.equal([silent.finishReason, silent.refusal], [undefined, undefined]);
});

const calls: [JsonObject, boolean][] = [
  [{ tool_calls: [{ id: '1' }] }, true],
  [{ tool_calls: [] }, false],
  [{ tool_calls: null }, false],
  [{ function_call: { name: 'f', arguments: '{}' } }, true],
  [{}, false],
];

Read('knows calls of tools and of functions', () => {
  for (const [message, expected] of calls) {
    const { hasToolCalls } = completionOf({ choices: [{ message }] });
    assert.is(hasToolCalls, expected, JSON.stringify(message));
  }
});

Read('is empty where anything is missing', () => {
  const nothing = { text: '', hasToolCalls: false, finishReason: undefined, refusal: undefined };
  const bodies: JsonObject[] = [{}, { choices: null }, { choices: [] }, { choices: ['a'] }];
  for (const body of bodies) assert.equal(completionOf(body), nothing);
});

Read('finds the call in a recorded answer without a text', () => {
  if (!needs('recordings', hasRecordings)) return;
  const { body } = recordingOf('chat.completions', '461a380fb07f');
  const { text, hasToolCalls } = completionOf(JSON.parse(body));
  assert.equal([text, hasToolCalls], ['', true]);
});

Read.run();
