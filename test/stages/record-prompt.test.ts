import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordError } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { type PromptShape, readPrompt } from '../../lib/stages/record-prompt.ts';

const Prompt = suite('record prompt');

const system = { role: 'system', content: 'Be brief.' };
const user = { role: 'user', content: 'Hi' };
const parts = { role: 'user', content: [{ type: 'text', text: 'Hi' }], name: 'Ada' };
const answer = { role: 'assistant', content: 'Hello' };

interface Example {
  is: string;
  shape: PromptShape;
  value: JsonObject;
  messages: JsonObject[];
  params?: JsonObject;
}

const tool = { name: 'add', parameters: {} };
const framed = { tools: [{ type: 'function', function: tool }] };

const examples: readonly Example[] = [
  {
    is: 'messages as they are, without the answer at the end',
    shape: 'messages',
    value: { messages: [system, parts, answer, user, answer], other: 1 },
    messages: [system, parts, answer, user],
  },
  {
    is: 'messages with tools',
    shape: 'messages',
    value: { messages: [user], tools: [{ type: 'function', function: tool }] },
    messages: [user],
    params: framed,
  },
  {
    is: 'a conversation of ShareGPT, with system and tools as text',
    shape: 'sharegpt',
    value: {
      system: 'Be brief.',
      tools: JSON.stringify([tool]),
      conversations: [
        { from: 'human', value: 'Hi' },
        { from: 'function_call', value: '{"name":"add","arguments":{"a":1}}' },
        { from: 'observation', value: '2' },
        { from: 'gpt', value: 'Hello' },
        { from: 'user', value: 'Hi' },
        { from: 'gpt', value: 'Hello' },
      ],
    },
    messages: [
      system,
      user,
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '2' },
      answer,
      user,
    ],
    params: framed,
  },
  {
    is: 'an instruction of Alpaca with its input, system and history',
    shape: 'alpaca',
    value: {
      instruction: 'Translate.',
      input: 'Bonjour',
      output: 'Hello',
      system: 'Be brief.',
      history: [['Hi', 'Hello']],
    },
    messages: [system, user, answer, { role: 'user', content: 'Translate.\nBonjour' }],
  },
  {
    is: 'an instruction of Alpaca with an empty input and system',
    shape: 'alpaca',
    value: { instruction: 'Hi', input: '', output: '', system: ' ' },
    messages: [user],
  },
  {
    is: "a request of OpenAI's batch file, whose parameters it brings",
    shape: 'openai-batch',
    value: {
      custom_id: 'a',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'gpt-4', stream: true, messages: [user], max_tokens: 7, seed: 1 },
    },
    messages: [user],
    params: { max_tokens: 7, seed: 1 },
  },
];

for (const { is, shape, value, messages, params } of examples) {
  for (const asked of [shape, 'auto'] as const) {
    Prompt(`reads, by ${asked}, ${is}`, () => {
      const read = readPrompt(value, asked);
      assert.equal(read.messages, messages);
      assert.equal(read.params, params);
    });
  }
}

const wrong: readonly [PromptShape | 'auto', JsonObject, string][] = [
  ['auto', { text: 'Hi' }, 'none of messages, conversations, instruction and body'],
  ['messages', { messages: 'Hi' }, 'no list in messages'],
  ['messages', { messages: [] }, 'no list in messages'],
  ['messages', { messages: [user, 'Hi'] }, 'no object with a role at messages[1]'],
  ['messages', { messages: [answer] }, 'no message but answers'],
  [
    'sharegpt',
    { conversations: [{ from: 'bot', value: 'x' }] },
    'no text of a known role at conversations[0]',
  ],
  [
    'sharegpt',
    { conversations: [{ from: 'human', value: 1 }] },
    'no text of a known role at conversations[0]',
  ],
  [
    'sharegpt',
    { conversations: [{ from: 'function_call', value: 'x' }] },
    'no call of a function at conversations[0]',
  ],
  ['alpaca', { instruction: 1 }, 'no text in instruction'],
  ['alpaca', { instruction: 'x', history: [['a']] }, 'no pair of texts at history[0]'],
  ['openai-batch', { messages: [user] }, 'no body'],
  [
    'openai-batch',
    { url: '/v1/embeddings', body: { input: 'x' } },
    'a request to /v1/embeddings, only chat completions can be called',
  ],
];

for (const [shape, value, got] of wrong) {
  Prompt(`refuses ${JSON.stringify(value)} as ${shape}`, () => {
    try {
      readPrompt(value, shape);
    } catch (error) {
      assert.instance(error, RecordError);
      assert.is(String(error), `RecordError: the record holds no prompt: it has ${got}`);
      return;
    }
    assert.unreachable();
  });
}

Prompt('refuses tools that are not JSON', () => {
  assert.throws(() => readPrompt({ messages: [user], tools: '[' }, 'auto'), /tools are not JSON/);
});

Prompt.run();
