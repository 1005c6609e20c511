import type { JsonObject } from '../../../lib/json.ts';
import { chatParameters } from '../../../lib/providers/parameters.ts';

const weather: JsonObject = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'Tells the weather.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
const clockFunction: JsonObject = {
  name: 'clock',
  description: 'Tells the time.',
  parameters: { type: 'object', properties: { zone: { type: 'string' } } },
};
const clock: JsonObject = { type: 'function', function: clockFunction };

const png = 'data:image/png;base64,iVBORw0KGgo=';
const ask = (...content: JsonObject[]): JsonObject => ({ messages: [{ role: 'user', content }] });
const schema = { type: 'object', properties: { label: { enum: ['a', 'b'] } }, required: ['label'] };

/** One call of each function, and one function twice, answered in another order. */
const conversation: JsonObject[] = [
  { role: 'user', content: 'Where is it warm?' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      ['call_1', 'weather', '{"city":"Rome"}'],
      ['call_2', 'weather', '{"city":"Oslo"}'],
      ['call_3', 'clock', '{}'],
    ].map(([id = '', name = '', args = '']) => ({
      id,
      type: 'function',
      function: { name, arguments: args },
    })),
  },
  { role: 'tool', tool_call_id: 'call_1', content: '{"celsius":21}' },
  { role: 'tool', tool_call_id: 'call_2', content: 'snow' },
  { role: 'tool', tool_call_id: 'call_3', content: [{ type: 'text', text: 'noon' }] },
  { role: 'assistant', content: 'In Rome.' },
  { role: 'user', content: 'Thanks' },
];

/** All of OpenAI's parameters without any value, which says no more than leaving them out. */
const nothing = Object.fromEntries(
  [...chatParameters].filter((name) => name !== 'messages').map((name) => [name, null]),
);

/** OpenAI's requests, by what is said in them; without messages they say just "Hello". */
export const cases: Readonly<Record<string, JsonObject>> = {
  text: { messages: [{ role: 'user', content: 'What is a “pelican”?\n\u{1F9A4}' }] },
  'parts of text': ask({ type: 'text', text: 'One. ' }, { type: 'text', text: 'Two.' }),
  'system prompts': {
    messages: [
      { role: 'system', content: 'Be brief. ' },
      { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
      { role: 'user', content: 'Hello' },
    ],
  },
  'several turns': {
    messages: [
      { role: 'user', content: 'One' },
      { role: 'user', content: 'and two' },
      { role: 'assistant', content: 'Three' },
      { role: 'user', content: 'Four' },
    ],
  },
  'a name': { messages: [{ role: 'user', content: 'Hello', name: 'Ann' }] },
  'results of parallel calls': { messages: conversation, tools: [weather, clock] },
  tools: { tools: [weather, clock] },
  'a strict tool': { tools: [{ type: 'function', function: { ...clockFunction, strict: true } }] },
  'tool_choice auto': { tools: [weather], tool_choice: 'auto' },
  'tool_choice none': { tools: [weather], tool_choice: 'none' },
  'tool_choice required': { tools: [weather], tool_choice: 'required' },
  'tool_choice of a function': {
    tools: [weather],
    tool_choice: { type: 'function', function: { name: 'weather' } },
  },
  'calls one by one': { tools: [weather], parallel_tool_calls: false },
  'parallel calls': { tools: [weather], parallel_tool_calls: true },
  'a tool that is no function': { tools: [{ type: 'custom', custom: { name: 'sql' } }] },
  'such a tool that must be called': {
    tools: [{ type: 'custom', custom: { name: 'sql' } }],
    tool_choice: 'required',
  },
  'functions of old': {
    functions: [clockFunction],
    function_call: 'auto',
  },
  json_schema: {
    response_format: { type: 'json_schema', json_schema: { name: 'label', strict: true, schema } },
  },
  json_object: { response_format: { type: 'json_object' } },
  'text as the format': { response_format: { type: 'text' } },
  'a format that is not known': { response_format: { type: 'grammar', grammar: 'root' } },
  'an image in a data URL': ask(
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url: png, detail: 'low' } },
  ),
  'an image by its address': ask(
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
  ),
  audio: ask({ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }),
  'a file': ask({
    type: 'file',
    file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
  }),
  'a text to stop at': { stop: 'END' },
  'texts to stop at': { stop: ['END', '###'] },
  seed: { seed: 17 },
  'temperature 0': { temperature: 0 },
  top_p: { top_p: 0.25 },
  max_tokens: { max_tokens: 33 },
  max_completion_tokens: { max_completion_tokens: 44 },
  'a limit beside a null': { max_tokens: null, max_completion_tokens: 44 },
  'both limits of tokens': { max_tokens: 33, max_completion_tokens: 44 },
  'n of 1': { n: 1 },
  'n of 2': { n: 2 },
  'logprobs false': { logprobs: false },
  logprobs: { logprobs: true },
  top_logprobs: { logprobs: true, top_logprobs: 3 },
  penalties: { frequency_penalty: 0.5, presence_penalty: -0.5 },
  'penalties of 0': { frequency_penalty: 0, presence_penalty: 0 },
  logit_bias: { logit_bias: { '50256': -100 } },
  'reasoning_effort high': { reasoning_effort: 'high' },
  'reasoning_effort none': { reasoning_effort: 'none' },
  'an effort that nobody knows': { reasoning_effort: 'utmost' },
  cache_control: {
    messages: [
      {
        role: 'system',
        content: [
          { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } },
        ],
      },
      { role: 'user', content: 'Hello' },
    ],
  },
  user: { user: 'user-7' },
  safety_identifier: { safety_identifier: 'user-8' },
  metadata: { metadata: { project: 'p-9' } },
  store: { store: true },
  'no store': { store: false },
  'service_tier auto': { service_tier: 'auto' },
  'service_tier default': { service_tier: 'default' },
  'service_tier flex': { service_tier: 'flex' },
  prediction: { prediction: { type: 'content', content: 'Hello there' } },
  'modalities of text': { modalities: ['text'] },
  speech: { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } },
  verbosity: { verbosity: 'low' },
  web_search_options: { web_search_options: { search_context_size: 'low' } },
  moderation: { moderation: { model: 'omni-moderation-latest' } },
  prompt_cache: {
    prompt_cache_key: 'key-1',
    prompt_cache_options: { mode: 'implicit', ttl: '30m' },
    prompt_cache_retention: '24h',
  },
  'a parameter of its own': { top_k: 40 },
  'a parameter that is not known': { mystery: { level: 3 } },
  nulls: nothing,
};

/** The whole request of a case. */
export const requestOf = (members: JsonObject): JsonObject => ({
  model: 'm',
  messages: [{ role: 'user', content: 'Hello' }],
  ...members,
});
