import { z } from 'zod';
import type { Call, Reply, Stream } from './answer.ts';
import { argumentsIn, askChat, type Chat, pickTool, piecesOf, type Turn } from './chat.ts';
import type { FinishReason } from './completion.ts';
import { countTokens } from './count-tokens.ts';
import type { Dialect } from './dialect.ts';
import { joinTexts, systemMessage } from './join-texts.ts';
import { Refusal } from './refusal.ts';
import { model, parseRequest, toolSchema } from './request.ts';
import { routeByPatterns } from './routes.ts';
import { eventsType, typedEvent } from './server-sent-events.ts';

/** Modelled on recordings 5581d3acd0f2 (plain), 746211f42a85 and a0f23bf2b431 (streamed). */
export const anthropicDialect: Dialect = {
  findRoute: routeByPatterns([
    [/^\/v1\/messages$/, 'chat', (body) => readMessages(body)],
    [/^\/v1\/messages\/count_tokens$/, 'count_tokens', (body) => readCount(body)],
  ]),

  admit({ headers }) {
    if (!headers['x-api-key'] && !headers.authorization) {
      throw new Refusal(401, 'missing_key', 'x-api-key header is required');
    }
    if (!headers['anthropic-version']) {
      throw new Refusal(400, 'missing_header', 'anthropic-version: header is required');
    }
  },
};

const content = z.union([z.string().min(1), z.array(z.looseObject({ type: z.string() })).min(1)]);

const countRequest = z.object({
  model,
  messages: z.array(z.object({ role: z.enum(['user', 'assistant']), content })).min(1),
  system: content.optional(),
});

const messagesRequest = countRequest.extend({
  max_tokens: z.int().min(1),
  stream: z.boolean().optional(),
  tools: z
    .array(z.object({ name: z.string().min(1), input_schema: toolSchema.optional() }))
    .optional(),
  tool_choice: z
    .discriminatedUnion('type', [
      z.object({ type: z.enum(['auto', 'any', 'none']) }),
      z.object({ type: z.literal('tool'), name: z.string() }),
    ])
    .optional(),
  output_config: z
    .object({
      format: z
        .object({ type: z.literal('json_schema'), schema: z.record(z.string(), z.unknown()) })
        .nullish(),
    })
    .optional(),
});

type MessagesRequest = z.output<typeof messagesRequest>;

const messagesOf = ({ system, messages }: z.output<typeof countRequest>) => [
  ...systemMessage(system),
  ...messages.map(({ role, content }) => ({ role, content: joinTexts(content) })),
];

const readCount = (body: unknown): Call =>
  countTokens(messagesOf(parseRequest(countRequest, body)), (tokens) => ({ input_tokens: tokens }));

function readMessages(body: unknown): Call {
  const request = parseRequest(messagesRequest, body);
  const { schema } = request.output_config?.format ?? {};
  const chat: Chat = {
    model: request.model,
    messages: messagesOf(request),
    maxTokens: request.max_tokens,
    format: schema && { type: 'json_schema', json_schema: { schema } },
    tool: toolOf(request),
  };
  return askChat(
    chat,
    (turn): Reply => (request.stream ? streamMessage(turn) : JSON.stringify(messageOf(turn))),
  );
}

/** A tool of Anthropic's own has no schema and is never called. */
function toolOf({ tools = [], tool_choice: choice }: MessagesRequest) {
  if (choice?.type !== 'any' && choice?.type !== 'tool') return undefined;
  const known = tools.flatMap(({ name, input_schema: schema }) =>
    schema ? [{ name, schema }] : [],
  );
  return pickTool(known, choice.type === 'tool' ? choice.name : undefined);
}

const stopReasons: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
};

const headOf = ({ hash, model }: Turn) => ({
  id: `msg_${hash}`,
  type: 'message',
  role: 'assistant',
  model,
});

const usageOf = ({ usage }: Turn, outputTokens = usage.completionTokens) => ({
  input_tokens: usage.promptTokens,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: outputTokens,
});

const messageOf = (turn: Turn) => ({
  ...headOf(turn),
  content: turn.text === '' ? [] : [blockOf(turn)],
  stop_reason: stopReasons[turn.finishReason],
  stop_sequence: null,
  usage: usageOf(turn),
});

const blockOf = (turn: Turn) =>
  turn.tool
    ? {
        type: 'tool_use',
        id: `toolu_${turn.tool.id}`,
        name: turn.tool.name,
        input: argumentsIn(turn),
      }
    : { type: 'text', text: turn.text };

/** At its start one token of the answer is counted, as in the recordings. */
function streamMessage(turn: Turn): Stream {
  const start = { ...headOf(turn), content: [], stop_reason: null, stop_sequence: null };
  const end = { stop_reason: stopReasons[turn.finishReason], stop_sequence: null };
  const [blockStart, blockEnd] = turn.text === '' ? ['', ''] : blockEvents(turn);
  return {
    contentType: eventsType,
    opening:
      typedEvent({ type: 'message_start', message: { ...start, usage: usageOf(turn, 1) } }) +
      blockStart,
    closing:
      blockEnd +
      typedEvent({ type: 'message_delta', delta: end, usage: usageOf(turn) }) +
      typedEvent({ type: 'message_stop' }),
    failing: (errorBody) => `event: error\ndata: ${errorBody}\n\n`,
  };
}

/** Up to the last text, and what ends the block. */
function blockEvents(turn: Turn): [start: string, end: string] {
  const { text, tool } = turn;
  const block = tool ? { ...blockOf(turn), input: {} } : { type: 'text', text: '' };
  const deltaOf = (piece: string) =>
    tool ? { type: 'input_json_delta', partial_json: piece } : { type: 'text_delta', text: piece };
  const events = [
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'ping' },
    ...piecesOf(text).map((piece) => ({
      type: 'content_block_delta',
      index: 0,
      delta: deltaOf(piece),
    })),
  ];
  return [events.map(typedEvent).join(''), typedEvent({ type: 'content_block_stop', index: 0 })];
}
