import type { JsonObject } from '../../../lib/json.ts';
import type { StreamEvent } from '../../../lib/providers/provider.ts';

/** An answer with a thought and a call of a tool, as the provider's documentation shows them. */
export interface Answered {
  vendor: string;
  model: string;
  plain: JsonObject;
  events: StreamEvent[];
  /** What the provider must get back. */
  carries: JsonObject[];
}

const event = (json: JsonObject, name?: string): StreamEvent => ({ name, json });

const block = (index: number, start: JsonObject, ...deltas: JsonObject[]): StreamEvent[] => [
  event({ type: 'content_block_start', index, content_block: start }),
  ...deltas.map((delta) => event({ type: 'content_block_delta', index, delta })),
  event({ type: 'content_block_stop', index }),
];

/** Extended thinking with tools (platform.claude.com/docs). */
const claude = {
  plain: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude',
    content: [
      { type: 'thinking', thinking: 'I must look.', signature: 'SIGNED' },
      { type: 'redacted_thinking', data: 'SEALED' },
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Rome' } },
      { type: 'tool_use', id: 'toolu_2', name: 'weather', input: { city: 'Oslo' } },
    ],
    stop_reason: 'tool_use',
    usage: { input_tokens: 9, output_tokens: 9 },
  },
  events: [
    event({ type: 'message_start', message: { id: 'msg_1', usage: { input_tokens: 9 } } }),
    ...block(
      0,
      { type: 'thinking', thinking: '', signature: '' },
      { type: 'thinking_delta', thinking: 'I must ' },
      { type: 'thinking_delta', thinking: 'look.' },
      { type: 'signature_delta', signature: 'SIGNED' },
    ),
    ...block(1, { type: 'redacted_thinking', data: 'SEALED' }),
    ...block(2, { type: 'text', text: '' }, { type: 'text_delta', text: 'I look.' }),
    ...[
      ['toolu_1', 'Rome'],
      ['toolu_2', 'Oslo'],
    ].flatMap(([id = '', city = ''], at) =>
      block(
        3 + at,
        { type: 'tool_use', id, name: 'weather', input: {} },
        { type: 'input_json_delta', partial_json: '{"city":' },
        { type: 'input_json_delta', partial_json: `"${city}"}` },
      ),
    ),
    event({ type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: {} }),
    event({ type: 'message_stop' }),
  ],
  carries: [
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'I must look.', signature: 'SIGNED' },
        { type: 'redacted_thinking', data: 'SEALED' },
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Rome' } },
        { type: 'tool_use', id: 'toolu_2', name: 'weather', input: { city: 'Oslo' } },
      ],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'toolu_1',
          content: [{ type: 'text', text: 'result 0' }],
        },
        {
          type: 'tool_result',
          tool_use_id: 'toolu_2',
          content: [{ type: 'text', text: 'result 1' }],
        },
      ],
    },
  ],
};

const geminiParts: JsonObject[] = [
  { text: 'I must look.', thought: true },
  { text: 'I look.' },
  {
    functionCall: { id: 'call-1', name: 'weather', args: { city: 'Rome' } },
    thoughtSignature: 'SIGNED',
  },
  { functionCall: { id: 'call-2', name: 'weather', args: { city: 'Oslo' } } },
];
const geminiAnswer = (parts: JsonObject[], more: JsonObject = {}): JsonObject => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 9 },
  responseId: 'r-1',
});
const end = { finishReason: 'STOP' };
const geminiOf = (hasIds: boolean) => {
  const idOf = (id: string) => (hasIds ? { id } : {});
  return {
    plain: geminiAnswer(geminiParts, end),
    events: [
      ...geminiParts.map((part) => event(geminiAnswer([part]))),
      event(geminiAnswer([{ text: '' }], end)),
    ],
    carries: [
      {
        role: 'model',
        parts: [
          { text: 'I look.' },
          {
            functionCall: { ...idOf('call-1'), name: 'weather', args: { city: 'Rome' } },
            thoughtSignature: 'SIGNED',
          },
          { functionCall: { ...idOf('call-2'), name: 'weather', args: { city: 'Oslo' } } },
        ],
      },
      {
        role: 'user',
        parts: ['call-1', 'call-2'].map((id, at) => ({
          functionResponse: {
            ...idOf(id),
            name: 'weather',
            response: { output: `result ${at}` },
          },
        })),
      },
    ],
  };
};

const bedrockUse = (id: string, city: string): JsonObject => ({
  toolUse: { toolUseId: id, name: 'weather', input: { city } },
});
const bedrockContent: JsonObject[] = [
  { reasoningContent: { reasoningText: { text: 'I must look.', signature: 'SIGNED' } } },
  { reasoningContent: { redactedContent: 'SEALED' } },
  { text: 'I look.' },
  bedrockUse('tooluse_1', 'Rome'),
  bedrockUse('tooluse_2', 'Oslo'),
];
const bedrockBlock = (contentBlockIndex: number, ...deltas: JsonObject[]): StreamEvent[] => [
  ...deltas.map((delta) => event({ contentBlockIndex, delta }, 'contentBlockDelta')),
  event({ contentBlockIndex }, 'contentBlockStop'),
];
const bedrock = {
  plain: {
    output: { message: { role: 'assistant', content: bedrockContent } },
    stopReason: 'tool_use',
    usage: { inputTokens: 9, outputTokens: 9 },
  },
  events: [
    event({ role: 'assistant' }, 'messageStart'),
    ...bedrockBlock(
      0,
      { reasoningContent: { text: 'I must ' } },
      { reasoningContent: { text: 'look.' } },
      { reasoningContent: { signature: 'SIGNED' } },
    ),
    ...bedrockBlock(1, { reasoningContent: { redactedContent: 'SEALED' } }),
    ...bedrockBlock(2, { text: 'I ' }, { text: 'look.' }),
    ...[
      ['tooluse_1', 'Rome'],
      ['tooluse_2', 'Oslo'],
    ].flatMap(([id = '', city = ''], at) => [
      event(
        { contentBlockIndex: 3 + at, start: { toolUse: { toolUseId: id, name: 'weather' } } },
        'contentBlockStart',
      ),
      ...bedrockBlock(
        3 + at,
        { toolUse: { input: '{"city":' } },
        { toolUse: { input: `"${city}"}` } },
      ),
    ]),
    event({ stopReason: 'tool_use' }, 'messageStop'),
    event({ usage: { inputTokens: 9, outputTokens: 9 } }, 'metadata'),
  ],
  carries: [
    { role: 'assistant', content: bedrockContent },
    {
      role: 'user',
      content: ['tooluse_1', 'tooluse_2'].map((toolUseId, at) => ({
        toolResult: { toolUseId, content: [{ text: `result ${at}` }] },
      })),
    },
  ],
};

const call = (id: string, city: string): JsonObject => ({
  id,
  type: 'function',
  function: { name: 'weather', arguments: `{"city":"${city}"}` },
});
/** Of a tool, as OpenAI has it. */
export const result = (id: string, at: number): JsonObject => ({
  role: 'tool',
  tool_call_id: id,
  content: `result ${at}`,
});

const cohere = {
  plain: {
    id: 'c-1',
    finish_reason: 'TOOL_CALL',
    message: {
      role: 'assistant',
      content: [{ type: 'thinking', thinking: 'I must look.' }],
      tool_plan: 'I look.',
      tool_calls: [call('weather_1', 'Rome'), call('weather_2', 'Oslo')],
    },
    usage: { billed_units: { input_tokens: 9, output_tokens: 9 } },
  },
  events: [
    event({ type: 'message-start', id: 'c-1', delta: { message: { role: 'assistant' } } }),
    event({ type: 'content-start', index: 0, delta: { message: { content: { thinking: '' } } } }),
    event({
      type: 'content-delta',
      index: 0,
      delta: { message: { content: { thinking: 'I must look.' } } },
    }),
    event({ type: 'tool-plan-delta', delta: { message: { tool_plan: 'I ' } } }),
    event({ type: 'tool-plan-delta', delta: { message: { tool_plan: 'look.' } } }),
    ...['weather_1', 'weather_2'].flatMap((id, index) => [
      event({
        type: 'tool-call-start',
        index,
        delta: {
          message: {
            tool_calls: { id, type: 'function', function: { name: 'weather', arguments: '' } },
          },
        },
      }),
      event({
        type: 'tool-call-delta',
        index,
        delta: {
          message: {
            tool_calls: { function: { arguments: `{"city":"${index === 0 ? 'Rome' : 'Oslo'}"}` } },
          },
        },
      }),
    ]),
    event({ type: 'message-end', delta: { finish_reason: 'TOOL_CALL' } }),
  ],
  carries: [
    {
      role: 'assistant',
      content: [{ type: 'thinking', thinking: 'I must look.' }],
      tool_plan: 'I look.',
      tool_calls: [call('weather_1', 'Rome'), call('weather_2', 'Oslo')],
    },
    result('weather_1', 0),
    result('weather_2', 1),
  ],
};

const ollamaCall = (id: string, city: string): JsonObject => ({
  id,
  function: { name: 'weather', arguments: { city } },
});
const ollamaMessage = {
  role: 'assistant',
  content: 'I look.',
  thinking: 'I must look.',
  tool_calls: [ollamaCall('call_1', 'Rome'), ollamaCall('call_2', 'Oslo')],
};
const done = { done: true, done_reason: 'stop', prompt_eval_count: 9, eval_count: 9 };
const ollama = {
  plain: { message: ollamaMessage, ...done },
  events: [
    event({ message: { role: 'assistant', content: '', thinking: 'I must look.' }, done: false }),
    event({ message: { role: 'assistant', content: 'I look.' }, done: false }),
    ...ollamaMessage.tool_calls.map((one) =>
      event({ message: { role: 'assistant', content: '', tool_calls: [one] }, done: false }),
    ),
    event({ message: { role: 'assistant', content: '' }, ...done }),
  ],
  carries: [
    ollamaMessage,
    ...['call_1', 'call_2'].map((id, at) => ({ ...result(id, at), tool_name: 'weather' })),
  ],
};

/** DeepSeek's `reasoning_content` (recording c96d47cdcdc1) beside calls of OpenAI's. */
const openaiMessage = {
  role: 'assistant',
  content: 'I look.',
  reasoning_content: 'I must look.',
  tool_calls: [call('call_1', 'Rome'), call('call_2', 'Oslo')],
};
const chunk = (delta: JsonObject, reason: string | null = null) =>
  event({ id: 'c-1', choices: [{ index: 0, delta, finish_reason: reason }] });
const openai = {
  plain: { choices: [{ index: 0, message: openaiMessage, finish_reason: 'tool_calls' }] },
  events: [
    chunk({ role: 'assistant', reasoning_content: 'I must look.' }),
    chunk({ content: 'I look.' }),
    ...openaiMessage.tool_calls.map((one, index) => chunk({ tool_calls: [{ index, ...one }] })),
    chunk({}, 'tool_calls'),
    { name: undefined, json: undefined },
  ],
  carries: [openaiMessage, result('call_1', 0), result('call_2', 1)],
};

/** One answer in every format. */
export const answers: readonly Answered[] = [
  { vendor: 'openai_compatible', model: 'm', ...openai },
  { vendor: 'azure', model: 'm', ...openai },
  { vendor: 'anthropic', model: 'claude-sonnet-4-5', ...claude },
  { vendor: 'vertex_ai', model: 'claude-sonnet-4-5', ...claude },
  { vendor: 'gemini', model: 'gemini-3-pro', ...geminiOf(true) },
  { vendor: 'vertex_ai', model: 'gemini-3-pro', ...geminiOf(false) },
  { vendor: 'bedrock', model: 'us.anthropic.claude-sonnet-4-5-v1:0', ...bedrock },
  { vendor: 'cohere', model: 'command-a', ...cohere },
  { vendor: 'ollama', model: 'qwen3', ...ollama },
];
