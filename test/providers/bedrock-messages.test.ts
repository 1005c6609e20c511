import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonValue } from '../../lib/json.ts';
import { writeConversation } from '../../lib/providers/bedrock-messages.ts';
import { readMessages } from '../../lib/providers/chat-messages.ts';
import { Parameters } from '../../lib/providers/parameters.ts';

const BedrockMessages = suite('bedrock-messages');

const write = (...messages: JsonValue[]) =>
  writeConversation(readMessages(new Parameters({ messages })));

/** The blocks of a user's message of one part. */
const blocksOf = (part: JsonValue) =>
  write({ role: 'user', content: [part] }).messages.flatMap(({ content }) => content);

const call = (id: string, args: string) => ({
  id,
  type: 'function',
  function: { name: 'f', arguments: args },
});

BedrockMessages('puts all system prompts apart, in their order', () => {
  const conversation = write(
    { role: 'system', content: 'One' },
    { role: 'user', content: 'Hi' },
    { role: 'developer', content: [{ type: 'text', text: 'Two' }] },
  );
  assert.equal(conversation, {
    system: [{ text: 'One' }, { text: 'Two' }],
    messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
  });
});

BedrockMessages('makes one message of neighbours in one role', () => {
  const { messages } = write(
    { role: 'user', content: 'a' },
    { role: 'user', content: 'b' },
    { role: 'assistant', content: 'c' },
    { role: 'assistant', content: 'd' },
  );
  assert.equal(messages, [
    { role: 'user', content: [{ text: 'a' }, { text: 'b' }] },
    { role: 'assistant', content: [{ text: 'c' }, { text: 'd' }] },
  ]);
});

BedrockMessages('writes parallel calls, their results in one message, and what follows', () => {
  const { messages } = write(
    { role: 'user', content: 'Go' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [call('t1', '{"n":12345678901234567890}'), call('t2', '')],
    },
    { role: 'tool', tool_call_id: 't1', content: 'one' },
    { role: 'tool', tool_call_id: 't2', content: 'broken', is_error: true },
    { role: 'user', content: 'Go on' },
  );
  assert.equal(messages.slice(1), [
    {
      role: 'assistant',
      content: [
        { toolUse: { toolUseId: 't1', name: 'f', input: { n: 12345678901234567890n } } },
        { toolUse: { toolUseId: 't2', name: 'f', input: {} } },
      ],
    },
    {
      role: 'user',
      content: [
        { toolResult: { toolUseId: 't1', content: [{ text: 'one' }] } },
        { toolResult: { toolUseId: 't2', content: [{ text: 'broken' }], status: 'error' } },
        { text: 'Go on' },
      ],
    },
  ]);
});

BedrockMessages('sends thinking back as it came, before the rest', () => {
  const { messages } = write({
    role: 'assistant',
    content: 'So',
    reasoning_content: 'Hm',
    thinking_blocks: [
      { type: 'thinking', thinking: 'Hm', signature: 'sig' },
      { type: 'thinking', thinking: 'unsigned' },
      { type: 'redacted_thinking', data: 'AAAA' },
    ],
  });
  assert.equal(messages[0]?.content, [
    { reasoningContent: { reasoningText: { text: 'Hm', signature: 'sig' } } },
    { reasoningContent: { reasoningText: { text: 'unsigned' } } },
    { reasoningContent: { redactedContent: 'AAAA' } },
    { text: 'So' },
  ]);
});

BedrockMessages('sets cache points after what is to be cached', () => {
  const control = { type: 'ephemeral' };
  const { system, messages } = write(
    { role: 'system', content: 'Long', cache_control: control },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '1h' } },
        { type: 'text', text: 'b' },
      ],
    },
    { role: 'tool', tool_call_id: 't', content: 'c', cache_control: control },
  );
  const cachePoint = { type: 'default' };
  assert.equal(system, [{ text: 'Long' }, { cachePoint }]);
  assert.equal(messages[0]?.content, [
    { text: 'a' },
    { cachePoint: { type: 'default', ttl: '1h' } },
    { text: 'b' },
    { toolResult: { toolUseId: 't', content: [{ text: 'c' }] } },
    { cachePoint },
  ]);
});

BedrockMessages('refuses a cache of another type', () => {
  const part = { type: 'text', text: 'a', cache_control: { type: 'persistent' } };
  assert.throws(() => blocksOf(part), /"cache_control": expected the type "ephemeral"/);
});

const url = (mediaType: string) => `data:${mediaType};base64,QUJD`;
const source = { bytes: 'QUJD' };

BedrockMessages('writes images, videos and sound', () => {
  const image = (mediaType: string) =>
    blocksOf({ type: 'image_url', image_url: { url: url(mediaType) } });
  assert.equal(image('image/jpg'), [{ image: { format: 'jpeg', source } }]);
  assert.equal(image('image/png'), [{ image: { format: 'png', source } }]);
  assert.equal(image('video/quicktime'), [{ video: { format: 'mov', source } }]);
  const sound = { type: 'input_audio', input_audio: { data: 'QUJD', format: 'wav' } };
  assert.equal(blocksOf(sound), [{ audio: { format: 'wav', source } }]);
});

BedrockMessages('writes files as documents, with a name that the API allows', () => {
  const file = (file: JsonValue) => blocksOf({ type: 'file', file });
  const pdf = url('application/pdf');
  assert.equal(file({ file_data: pdf, filename: 'The  plan_v2.pdf' }), [
    { document: { format: 'pdf', name: 'The plan-v2-pdf', source } },
  ]);
  const [unnamed] = file({ file_data: pdf });
  assert.equal(unnamed, {
    document: { format: 'pdf', name: 'document-d9cae0db', source },
  });
});

BedrockMessages('keeps images and files in the results of tools', () => {
  const content = [{ type: 'image_url', image_url: url('image/gif') }];
  const { messages } = write({ role: 'tool', tool_call_id: 't', content });
  assert.equal(messages[0]?.content, [
    { toolResult: { toolUseId: 't', content: [{ image: { format: 'gif', source } }] } },
  ]);
});

const refused: readonly (readonly [string, JsonValue])[] = [
  ['an address', { type: 'image_url', image_url: { url: 'https://host/a.png' } }],
  ['an unknown type', { type: 'image_url', image_url: { url: url('image/tiff') } }],
  ['data of no type', { type: 'image_url', image_url: { url: url('') } }],
  ['a file by its id', { type: 'file', file: { file_id: 'file-1' } }],
];

for (const [what, part] of refused) {
  BedrockMessages(`refuses ${what}`, () => {
    assert.throws(
      () => blocksOf(part),
      (error: unknown) => error instanceof UpstreamError && error.kind === 'bad_request',
    );
  });
}

BedrockMessages.run();
