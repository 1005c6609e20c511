import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { writeMessages } from '../../lib/providers/anthropic-messages.ts';
import { readMessages } from '../../lib/providers/chat-messages.ts';
import { Parameters } from '../../lib/providers/parameters.ts';

const AnthropicMessages = suite('anthropic-messages');

const write = (...messages: JsonObject[]) =>
  writeMessages(readMessages(new Parameters({ messages })));

/** The blocks of one message of the user. */
const blocksOf = (...content: JsonObject[]) => {
  const { messages } = write({ role: 'user', content });
  return messages;
};

const user = (...content: JsonObject[]) => [{ role: 'user', content }];
const text = (words: string) => ({ type: 'text', text: words });
const call = (id: string, name: string, args: string): JsonObject => ({
  id,
  type: 'function',
  function: { name, arguments: args },
});
const ephemeral = { type: 'ephemeral', ttl: '1h' };

AnthropicMessages('puts all system messages before the conversation, in their order', () => {
  const written = write(
    { role: 'system', content: 'A' },
    { role: 'developer', content: [text('B'), { ...text('C'), cache_control: ephemeral }] },
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
    { role: 'system', content: 'D' },
    { role: 'user', content: 'Go on' },
  );
  assert.equal(written, {
    system: [text('A'), text('B'), { ...text('C'), cache_control: ephemeral }, text('D')],
    messages: [
      { role: 'user', content: [text('Hi')] },
      { role: 'assistant', content: [text('Hello')] },
      { role: 'user', content: [text('Go on')] },
    ],
  });
});

AnthropicMessages('joins what follows one another in one role', () => {
  const { messages } = write(
    { role: 'user', content: 'A' },
    { role: 'user', content: 'B' },
    { role: 'assistant', content: 'C' },
    { role: 'assistant', content: 'D' },
  );
  assert.equal(messages, [
    { role: 'user', content: [text('A'), text('B')] },
    { role: 'assistant', content: [text('C'), text('D')] },
  ]);
});

AnthropicMessages('brings the results of parallel calls in one message', () => {
  const { messages } = write(
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [call('c1', 'weather', '{"city":"Rome"}'), call('c2', 'clock', '')],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'sunny' },
    {
      role: 'tool',
      tool_call_id: 'c2',
      content: [text('noon')],
      cache_control: ephemeral,
      is_error: true,
    },
    { role: 'user', content: 'Well?' },
  );
  assert.equal(messages, [
    { role: 'user', content: [text('Weather?')] },
    {
      role: 'assistant',
      content: [
        { type: 'tool_use', id: 'c1', name: 'weather', input: { city: 'Rome' } },
        { type: 'tool_use', id: 'c2', name: 'clock', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'c1', content: [text('sunny')] },
        {
          type: 'tool_result',
          tool_use_id: 'c2',
          content: [text('noon')],
          is_error: true,
          cache_control: ephemeral,
        },
        text('Well?'),
      ],
    },
  ]);
});

AnthropicMessages('leaves out the content of an empty result', () => {
  const { messages } = write({ role: 'tool', tool_call_id: 'c', content: '' });
  assert.equal(messages, user({ type: 'tool_result', tool_use_id: 'c' }));
});

AnthropicMessages('sends thinking back with its signature, before all else', () => {
  const thinking = [
    { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
    { type: 'redacted_thinking', data: 'xyz' },
  ];
  const { messages } = write({
    role: 'assistant',
    content: 'Let me look.',
    reasoning_content: 'Hm.',
    thinking_blocks: thinking,
    tool_calls: [{ ...call('c', 'f', '{}'), cache_control: ephemeral }],
  });
  assert.equal(messages, [
    {
      role: 'assistant',
      content: [
        ...thinking,
        text('Let me look.'),
        { type: 'tool_use', id: 'c', name: 'f', input: {}, cache_control: ephemeral },
      ],
    },
  ]);
});

AnthropicMessages('lets an answer begin as the last message says', () => {
  const { messages } = write(
    { role: 'user', content: 'Name a dog' },
    { role: 'assistant', content: '{"name":' },
  );
  assert.equal(messages, [
    { role: 'user', content: [text('Name a dog')] },
    { role: 'assistant', content: [text('{"name":')] },
  ]);
});

AnthropicMessages('sends images as data and by their address', () => {
  assert.equal(
    blocksOf(
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'image_url', image_url: 'https://host/a.png', cache_control: ephemeral },
    ),
    user(
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      {
        type: 'image',
        source: { type: 'url', url: 'https://host/a.png' },
        cache_control: ephemeral,
      },
    ),
  );
});

const file = (members: JsonObject) => ({ type: 'file', file: members });

AnthropicMessages('sends files as documents', () => {
  assert.equal(
    blocksOf(
      file({ file_data: 'data:application/pdf;base64,JVBE', filename: 'a.pdf' }),
      file({ file_data: 'data:text/plain;base64,w6k=' }),
      file({ file_data: 'data:image/webp;base64,UklG' }),
      file({ file_id: 'https://host/b.pdf' }),
    ),
    user(
      {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' },
        title: 'a.pdf',
      },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'é' } },
      { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'UklG' } },
      { type: 'document', source: { type: 'url', url: 'https://host/b.pdf' } },
    ),
  );
});

const refused: [string, JsonObject, string][] = [
  ['audio', { type: 'input_audio', input_audio: { data: 'A', format: 'wav' } }, 'audio'],
  ['a file of another kind', file({ file_data: 'data:text/csv;base64,YQ==' }), 'a file that is'],
  ['a file that is kept elsewhere', file({ file_id: 'http-1' }), 'a file that is'],
];

for (const [name, part, word] of refused) {
  AnthropicMessages(`refuses ${name}`, () => {
    assert.throws(
      () => blocksOf(part),
      (error: unknown) =>
        error instanceof UpstreamError &&
        error.code === 'unsupported_content' &&
        error.message.includes(word),
    );
  });
}

AnthropicMessages.run();
