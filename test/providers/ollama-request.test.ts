import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UpstreamError } from '../../lib/errors.ts';
import type { JsonObject } from '../../lib/json.ts';
import { ollama } from '../../lib/providers/ollama.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';
import { deployment } from '../support/calls.ts';

const Request = suite('ollama request');

const target = deployment({ baseUrl: 'http://localhost:11434', upstreamModel: 'qwen3' });
const messages = [{ role: 'user', content: 'Hello' }];

const write = (more: JsonObject, isStream = false): JsonObject =>
  ollama.request({ operation: 'chat', body: { messages, ...more }, isStream }, target).body;

const base = { model: 'qwen3', stream: false, messages };

Request("goes to Ollama's own chat, and says whether it wants a stream", () => {
  const call = { operation: 'chat', body: { messages }, isStream: true } as const;
  const { baseUrl, path, headers, body } = ollama.request(call, target);
  assert.is(baseUrl + path, 'http://localhost:11434/api/chat');
  assert.equal(headers, { 'content-type': 'application/json' });
  assert.equal(body, { ...base, stream: true });
  assert.equal(write({}), base);
});

Request('sends a key as bearer', () => {
  const call = { operation: 'chat', body: { messages }, isStream: false } as const;
  const { headers } = ollama.request(call, { ...target, apiKey: 'k' });
  assert.is(headers['authorization'], 'Bearer k');
});

for (const baseUrl of [
  'https://ollama.com',
  'https://ollama.com/api',
  'https://ollama.com/api/chat',
]) {
  Request(`finds its endpoints at ${baseUrl}`, () => {
    const call = { operation: 'embed', body: { input: 'a' }, isStream: false } as const;
    const request = ollama.request(call, { ...target, baseUrl });
    assert.is(request.baseUrl + request.path, 'https://ollama.com/api/embed');
  });
}

Request('makes options of the parameters of sampling', () => {
  const given = {
    max_tokens: 5,
    temperature: 0,
    top_p: 0.5,
    seed: 12345678901234567890n,
    stop: ['END'],
    frequency_penalty: 0.1,
    presence_penalty: 0.2,
    n: 1,
    parallel_tool_calls: true,
    logprobs: true,
    top_logprobs: 2,
  };
  assert.equal(write(given), {
    ...base,
    logprobs: true,
    top_logprobs: 2,
    options: {
      num_predict: 5,
      temperature: 0,
      top_p: 0.5,
      seed: 12345678901234567890n,
      stop: ['END'],
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
    },
  });
});

Request("puts Ollama's own parameters in their places", () => {
  const given = {
    keep_alive: '8m',
    think: true,
    format: 'json',
    num_ctx: 8192,
    temperature: 1,
    options: { top_k: 40, temperature: 0.5 },
  };
  assert.equal(write(given), {
    ...base,
    keep_alive: '8m',
    think: true,
    format: 'json',
    options: { num_ctx: 8192, top_k: 40, temperature: 0.5 },
  });
});

Request('keeps all messages in their places, and names the tools of results', () => {
  const call = (id: string, name: string, text: string) => ({
    id,
    type: 'function',
    function: { name, arguments: text },
  });
  const given = [
    { role: 'system', content: 'First.' },
    { role: 'user', content: 'Find.' },
    {
      role: 'developer',
      content: [
        { type: 'text', text: 'Sec' },
        { type: 'text', text: 'ond.', cache_control: { type: 'ephemeral' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      reasoning_content: 'Hm.',
      tool_calls: [call('a', 'find', '{"n":12345678901234567890}'), call('b', 'look', '')],
    },
    { role: 'tool', tool_call_id: 'b', content: '2' },
    { role: 'tool', tool_call_id: 'a', content: '1' },
    { role: 'tool', tool_call_id: 'c', name: 'other', content: '3' },
    { role: 'tool', tool_call_id: 'd', content: '4' },
    { role: 'assistant', content: 'Found.' },
  ];
  assert.equal(write({ messages: given })['messages'], [
    { role: 'system', content: 'First.' },
    { role: 'user', content: 'Find.' },
    { role: 'system', content: 'Second.' },
    {
      role: 'assistant',
      content: '',
      thinking: 'Hm.',
      tool_calls: [
        { id: 'a', function: { name: 'find', arguments: { n: 12345678901234567890n } } },
        { id: 'b', function: { name: 'look', arguments: {} } },
      ],
    },
    { role: 'tool', content: '2', tool_name: 'look', tool_call_id: 'b' },
    { role: 'tool', content: '1', tool_name: 'find', tool_call_id: 'a' },
    { role: 'tool', content: '3', tool_name: 'other', tool_call_id: 'c' },
    { role: 'tool', content: '4', tool_call_id: 'd' },
    { role: 'assistant', content: 'Found.' },
  ]);
});

const image = (url: string): JsonObject => ({ type: 'image_url', image_url: { url } });

Request('sends images as bare base64', () => {
  const content = [
    image('data:image/png;base64,AAAA'),
    { type: 'text', text: 'What is it?' },
    image('BBBB'),
  ];
  assert.equal(write({ messages: [{ role: 'user', content }] })['messages'], [
    { role: 'user', content: 'What is it?', images: ['AAAA', 'BBBB'] },
  ]);
});

const foreign: [string, JsonObject][] = [
  ['an image by its address', image('https://host/a.png')],
  ['audio', { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }],
  ['file', { type: 'file', file: { file_id: 'f' } }],
];

for (const [what, part] of foreign) {
  Request(`refuses ${what} in a message`, () => {
    assert.throws(
      () => write({ messages: [{ role: 'user', content: [part] }] }),
      (error: unknown) =>
        error instanceof UpstreamError &&
        error.code === 'unsupported_content' &&
        error.message.startsWith(what),
    );
  });
}

const tools = [
  { type: 'function', function: { name: 'a', description: 'A', parameters: {}, strict: true } },
];

Request('sends tools, unless none is to be called', () => {
  assert.equal(write({ tools }), { ...base, tools });
  assert.equal(write({ tools, tool_choice: 'auto' }), { ...base, tools });
  assert.equal(write({ tools, tool_choice: 'none' }), base);
});

Request('asks for JSON, with or without a schema', () => {
  const schema = { type: 'object' };
  const format = (response_format: JsonObject) => write({ response_format })['format'];
  assert.is(format({ type: 'json_object' }), 'json');
  assert.equal(format({ type: 'json_schema', json_schema: { schema } }), schema);
  assert.is(format({ type: 'text' }), undefined);
});

for (const [effort, think] of [
  ['none', false],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
] as const) {
  Request(`thinks ${think} at the effort ${effort}`, () => {
    assert.is(write({ reasoning_effort: effort })['think'], think);
  });
}

const refused: [string, JsonObject][] = [
  ['n', { n: 2 }],
  ['parallel_tool_calls', { parallel_tool_calls: false }],
  ['reasoning_effort', { reasoning_effort: 'minimal' }],
  ['tool_choice', { tools, tool_choice: 'required' }],
  ['tool_choice', { tools, tool_choice: { type: 'function', function: { name: 'a' } } }],
];

for (const [parameter, body] of refused) {
  Request(`refuses ${JSON.stringify({ ...body, tools: undefined })}`, () => {
    assert.throws(() => write(body), isUnsupported(parameter));
  });
}

const isUnsupported =
  (parameter: string) =>
  (error: unknown): boolean =>
    error instanceof UnsupportedParameter && error.parameter === parameter;

Request.run();
