import { z } from 'zod';
import type { Reply, Stream } from './answer.ts';
import { askChat, type Chat, pickTool, piecesOf, type Turn } from './chat.ts';
import { readEmbed } from './cohere-embedding.ts';
import { readRerank } from './cohere-rerank.ts';
import type { FinishReason } from './completion.ts';
import type { Dialect } from './dialect.ts';
import { joinTexts } from './join-texts.ts';
import { Refusal } from './refusal.ts';
import { functionTool, maxTokens, model, parseRequest, type ResponseFormat } from './request.ts';
import { routeByPatterns } from './routes.ts';
import { endMark, eventsType, typedEvent } from './server-sent-events.ts';

/** Modelled on recording 5c329d6f9161 (plain) and Cohere's guide to streaming (docs.cohere.com/v2/docs/streaming). */
export const cohereDialect: Dialect = {
  findRoute: routeByPatterns([
    [/^\/v2\/chat$/, 'chat', (body) => readChat(body)],
    [/^\/v2\/embed$/, 'embeddings', (body) => readEmbed(body)],
    [/^\/v2\/rerank$/, 'rerank', (body) => readRerank(body)],
  ]),

  admit({ headers }) {
    if (!headers.authorization) throw new Refusal(401, 'missing_key', 'no api key supplied');
  },
};

const content = z.union([z.string(), z.array(z.record(z.string(), z.unknown()))]);

const chatRequest = z.object({
  model,
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'user', 'assistant', 'tool']),
        content: content.nullish(),
      }),
    )
    .min(1),
  stream: z.boolean().nullish(),
  max_tokens: maxTokens,
  response_format: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({
        type: z.literal('json_object'),
        json_schema: z.record(z.string(), z.unknown()).optional(),
      }),
    ])
    .nullish(),
  tools: z.array(functionTool).nullish(),
  tool_choice: z.enum(['REQUIRED', 'NONE']).nullish(),
});

type ChatRequest = z.output<typeof chatRequest>;

function readChat(body: unknown) {
  const request = parseRequest(chatRequest, body);
  const chat: Chat = {
    model: request.model,
    messages: request.messages.map(({ role, content }) => ({
      role,
      content: joinTexts(content ?? ''),
    })),
    maxTokens: request.max_tokens,
    format: formatOf(request),
    tool: toolOf(request),
  };
  return askChat(chat, (turn): Reply => (request.stream ? streamOf(turn) : plainOf(turn)));
}

function formatOf({ response_format: format }: ChatRequest): ResponseFormat | null | undefined {
  if (format?.type !== 'json_object' || !format.json_schema) return format;
  return { type: 'json_schema', json_schema: { schema: format.json_schema } };
}

function toolOf({ tools, tool_choice: choice }: ChatRequest) {
  if (choice !== 'REQUIRED') return undefined;
  const known = (tools ?? []).map(({ function: { name, parameters } }) => ({
    name,
    schema: parameters,
  }));
  return pickTool(known, undefined);
}

const finishReasons: Readonly<Record<FinishReason, string>> = {
  stop: 'COMPLETE',
  length: 'MAX_TOKENS',
  tool_calls: 'TOOL_CALL',
};

const toolPlan = 'I will use the tool that was asked for.';

const usageOf = ({ promptTokens, completionTokens }: Turn['usage']) => {
  const tokens = { input_tokens: promptTokens, output_tokens: completionTokens };
  return { billed_units: tokens, tokens };
};

const toolCallOf = ({ id, name }: { id: string; name: string }, text: string) => ({
  id: `${name}_${id}`,
  type: 'function',
  function: { name, arguments: text },
});

function plainOf({ hash, text, tool, finishReason, usage }: Turn): string {
  const said = tool
    ? { tool_plan: toolPlan, tool_calls: [toolCallOf(tool, text)] }
    : { content: text === '' ? [] : [{ type: 'text', text }] };
  return JSON.stringify({
    id: hash,
    finish_reason: finishReasons[finishReason],
    message: { role: 'assistant', ...said },
    usage: usageOf(usage),
  });
}

function streamOf(turn: Turn): Stream {
  const message = { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] };
  const end = { finish_reason: finishReasons[turn.finishReason], usage: usageOf(turn.usage) };
  const [start, stop] =
    turn.text === '' ? ['', ''] : turn.tool ? callEvents(turn) : textEvents(turn);
  return {
    contentType: eventsType,
    opening: typedEvent({ id: turn.hash, type: 'message-start', delta: { message } }) + start,
    closing: stop + typedEvent({ type: 'message-end', delta: end }) + endMark,
    failing: (_errorBody, error) =>
      typedEvent({ type: 'message-end', delta: { error, finish_reason: 'ERROR' } }) + endMark,
  };
}

/** Events up to the last text, and the one that ends it. */
type Events = [start: string, stop: string];

const delta = (message: object) => ({ index: 0, delta: { message } });

function textEvents({ text }: Turn): Events {
  const deltas = piecesOf(text).map((piece) => ({
    type: 'content-delta',
    ...delta({ content: { text: piece } }),
  }));
  const start = { type: 'content-start', ...delta({ content: { type: 'text', text: '' } }) };
  return [
    [start, ...deltas].map(typedEvent).join(''),
    typedEvent({ type: 'content-end', index: 0 }),
  ];
}

function callEvents({ text, tool }: Turn): Events {
  const deltas = piecesOf(text).map((piece) => ({
    type: 'tool-call-delta',
    ...delta({ tool_calls: { function: { arguments: piece } } }),
  }));
  const plan = { type: 'tool-plan-delta', delta: { message: { tool_plan: toolPlan } } };
  const start = { type: 'tool-call-start', ...delta({ tool_calls: tool && toolCallOf(tool, '') }) };
  return [
    [plan, start, ...deltas].map(typedEvent).join(''),
    typedEvent({ type: 'tool-call-end', index: 0 }),
  ];
}
