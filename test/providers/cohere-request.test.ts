import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { cohere } from '../../lib/providers/cohere.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import { deployment } from '../support/calls.ts';

const Request = suite('cohere request');

const target = deployment({
  baseUrl: 'https://api.cohere.com',
  apiKey: 'co-1',
  upstreamModel: 'command-a',
});
const messages = [{ role: 'user', content: 'Hello' }];

const write = (more: JsonObject, isStream = false): JsonObject =>
  cohere.request({ operation: 'chat', body: { messages, ...more }, isStream }, target).body;

const base = { model: 'command-a', stream: false, messages };

Request('goes to version 2 of the API with the key as bearer', () => {
  const call = { operation: 'chat', body: { messages }, isStream: true } as const;
  const { baseUrl, path, headers, body } = cohere.request(call, target);
  assert.is(baseUrl + path, 'https://api.cohere.com/v2/chat');
  assert.equal(headers, { 'content-type': 'application/json', authorization: 'Bearer co-1' });
  assert.equal(body, { ...base, stream: true });
  assert.equal(cohere.request(call, { ...target, apiKey: undefined }).headers, {
    'content-type': 'application/json',
  });
});

for (const baseUrl of ['https://host/x/v2/chat', 'https://host/x/v2/', 'https://host/x']) {
  Request(`finds its endpoints at ${baseUrl}`, () => {
    const call = { operation: 'chat', body: { messages }, isStream: false } as const;
    const request = cohere.request(call, { ...target, baseUrl });
    assert.is(request.baseUrl + request.path, 'https://host/x/v2/chat');
  });
}

Request('names the parameters as Cohere does', () => {
  const given = {
    max_tokens: 9,
    max_completion_tokens: 5,
    stop: 'END',
    temperature: 0,
    top_p: 0.5,
    seed: 12345678901234567890n,
    frequency_penalty: 0.1,
    presence_penalty: 0.2,
    logprobs: true,
    top_logprobs: 0,
    n: 1,
    parallel_tool_calls: true,
  };
  assert.equal(write(given), {
    ...base,
    max_tokens: 5,
    stop_sequences: ['END'],
    temperature: 0,
    p: 0.5,
    seed: 12345678901234567890n,
    frequency_penalty: 0.1,
    presence_penalty: 0.2,
    logprobs: true,
  });
});

Request("passes Cohere's own parameters on", () => {
  const own = { k: 3, safety_mode: 'OFF', documents: [{ data: { text: 'a' } }] };
  assert.equal(write(own), { ...base, ...own });
  const thinking = { type: 'enabled', token_budget: 100 };
  assert.equal(write({ thinking }), { ...base, thinking });
});

Request('keeps all messages in their places, with ids, plans and reasoning', () => {
  const calls = ['a', 'b'].map((id) => ({
    id,
    type: 'function',
    function: { name: 'find', arguments: '{"n":12345678901234567890}' },
  }));
  const given = [
    { role: 'system', content: 'First.', cache_control: { type: 'ephemeral' } },
    { role: 'user', content: 'Find.' },
    { role: 'developer', content: [{ type: 'text', text: 'Second.' }] },
    { role: 'assistant', content: null, tool_calls: calls, tool_plan: 'I will find it.' },
    { role: 'tool', tool_call_id: 'a', content: '1' },
    {
      role: 'tool',
      tool_call_id: 'b',
      content: [
        { type: 'text', text: '2' },
        { type: 'text', text: '3' },
      ],
    },
    { role: 'assistant', content: '', tool_calls: calls },
    { role: 'assistant', content: 'Found.', reasoning_content: 'Hm.' },
  ];
  assert.equal(write({ messages: given })['messages'], [
    { role: 'system', content: 'First.' },
    { role: 'user', content: 'Find.' },
    { role: 'system', content: 'Second.' },
    { role: 'assistant', tool_plan: 'I will find it.', tool_calls: calls },
    { role: 'tool', tool_call_id: 'a', content: '1' },
    {
      role: 'tool',
      tool_call_id: 'b',
      content: [
        { type: 'text', text: '2' },
        { type: 'text', text: '3' },
      ],
    },
    { role: 'assistant', tool_calls: calls },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.' },
        { type: 'text', text: 'Found.' },
      ],
    },
  ]);
});

Request('sends images by address and as data', () => {
  const content = [
    { type: 'text', text: 'What is it?' },
    { type: 'image_url', image_url: { url: 'https://host/a.png', detail: 'low' } },
    { type: 'image_url', image_url: 'data:image/png;base64,AAAA' },
  ];
  assert.equal(write({ messages: [{ role: 'user', content }] })['messages'], [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is it?' },
        { type: 'image_url', image_url: { url: 'https://host/a.png', detail: 'low' } },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      ],
    },
  ]);
});

const image = { type: 'image_url', image_url: { url: 'https://host/a.png' } };
const audio = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } };
const file = { type: 'file', file: { file_id: 'f' } };
const foreign: [string, JsonObject][] = [
  ['audio', { role: 'user', content: [audio] }],
  ['file', { role: 'user', content: [file] }],
  ['image', { role: 'tool', tool_call_id: 'a', content: [image] }],
];

for (const [type, message] of foreign) {
  Request(`refuses ${type} in a message of a ${message['role']}`, () => {
    assert.throws(
      () => write({ messages: [message] }),
      (error: unknown) =>
        error instanceof UpstreamError &&
        error.code === 'unsupported_content' &&
        error.message.startsWith(type),
    );
  });
}

const tool = (name: string, more: JsonObject = {}): JsonObject => ({
  type: 'function',
  function: { name, parameters: { type: 'object' }, ...more },
});

Request('sends tools, and is strict where all of them are', () => {
  const described = tool('b', { description: 'B' });
  assert.equal(write({ tools: [tool('a'), described] }), {
    ...base,
    tools: [tool('a'), described],
  });
  assert.equal(write({ tools: [tool('a', { strict: true })] }), {
    ...base,
    tools: [tool('a')],
    strict_tools: true,
  });
});

for (const [given, sent] of [
  ['auto', undefined],
  ['required', 'REQUIRED'],
  ['none', 'NONE'],
] as const) {
  Request(`makes ${sent} of the tool choice ${given}`, () => {
    assert.is(write({ tool_choice: given, tools: [tool('a')] })['tool_choice'], sent);
  });
}

Request('asks for JSON, with or without a schema', () => {
  const schema = { type: 'object', required: ['a'] };
  const format = (response_format: JsonObject) => write({ response_format })['response_format'];
  assert.equal(format({ type: 'json_object' }), { type: 'json_object' });
  assert.equal(format({ type: 'json_schema', json_schema: { name: 'x', schema } }), {
    type: 'json_object',
    json_schema: schema,
  });
  assert.is(format({ type: 'text' }), undefined);
});

Request('switches thinking by the effort of reasoning', () => {
  assert.equal(write({ reasoning_effort: 'none' })['thinking'], { type: 'disabled' });
  assert.equal(write({ reasoning_effort: 'high' })['thinking'], { type: 'enabled' });
});

const refused: [string, JsonObject][] = [
  ['n', { n: 2 }],
  ['parallel_tool_calls', { parallel_tool_calls: false }],
  ['top_logprobs', { top_logprobs: 2 }],
  ['reasoning_effort', { reasoning_effort: 'low' }],
  ['reasoning_effort', { reasoning_effort: 'toString' }],
  ['tool_choice', { tool_choice: { type: 'function', function: { name: 'a' } } }],
  ['tools', { tools: [tool('a', { strict: true }), tool('b')] }],
  ['tools', { tools: [{ type: 'custom' }] }],
];

for (const [parameter, body] of refused) {
  Request(`refuses ${JSON.stringify(body)}`, () => {
    assert.throws(() => write(body), isUnsupported(parameter));
  });
}

const isUnsupported =
  (parameter: string) =>
  (error: unknown): boolean =>
    error instanceof UnsupportedParameter && error.parameter === parameter;

Request.run();
