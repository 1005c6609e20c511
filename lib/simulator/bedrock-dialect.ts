import { z } from 'zod';
import type { Call, Reply, Stream } from './answer.ts';
import { readInvocation } from './bedrock-embedding.ts';
import { argumentsIn, askChat, type Chat, pickTool, piecesOf, type Turn } from './chat.ts';
import type { FinishReason } from './completion.ts';
import type { Dialect } from './dialect.ts';
import { encodeFrame, eventStreamType } from './event-stream.ts';
import { joinTexts, systemMessage } from './join-texts.ts';
import { parseObject } from './parse-object.ts';
import { Refusal } from './refusal.ts';
import { parseRequest, type ResponseFormat, toolSchema } from './request.ts';
import { routeByPatterns } from './routes.ts';

/** Modelled on recordings df7929505739 (plain) and 223bc252ac60 (streamed). */
export const bedrockDialect: Dialect = {
  findRoute: routeByPatterns([
    [
      /^\/model\/(?<model>[^/]+)\/converse$/,
      'chat',
      (body, { model }) => readConverse(body, model, writePlain),
    ],
    [
      /^\/model\/(?<model>[^/]+)\/converse-stream$/,
      'chat',
      (body, { model }) => readConverse(body, model, writeStream),
    ],
    [
      /^\/model\/(?<model>[^/]+)\/invoke$/,
      'embeddings',
      (body, { model }) => readInvocation(body, model),
    ],
  ]),

  admit({ headers: { authorization = '' } }) {
    if (!/^(AWS4-HMAC-SHA256|Bearer) ./.test(authorization)) {
      throw new Refusal(403, 'missing_key', 'Missing Authentication Token');
    }
  },
};

const blocks = z.array(z.record(z.string(), z.unknown()));
const named = z.object({ name: z.string().min(1) });

/** A schema in a text of JSON. */
const schemaText = z
  .string()
  .transform((text): unknown => parseObject(text) ?? text)
  .pipe(toolSchema);

const converseRequest = z.object({
  messages: z
    .array(z.object({ role: z.enum(['user', 'assistant']), content: blocks.min(1) }))
    .min(1),
  system: blocks.optional(),
  inferenceConfig: z.object({ maxTokens: z.int().min(1).optional() }).optional(),
  toolConfig: z
    .object({
      tools: z.array(
        z.object({
          toolSpec: named.extend({ inputSchema: z.object({ json: toolSchema }) }).optional(),
        }),
      ),
      toolChoice: z
        .union([
          z.strictObject({ auto: z.object({}) }),
          z.strictObject({ any: z.object({}) }),
          z.strictObject({ tool: named }),
        ])
        .optional(),
    })
    .optional(),
  outputConfig: z
    .object({
      textFormat: z
        .object({
          type: z.literal('json_schema'),
          structure: z.object({ jsonSchema: z.object({ schema: schemaText }) }),
        })
        .optional(),
    })
    .optional(),
});

type ConverseRequest = z.output<typeof converseRequest>;

function readConverse(body: unknown, model: string, write: (turn: Turn) => Reply): Call {
  const request = parseRequest(converseRequest, body);
  const messages = request.messages.map(({ role, content }) => ({
    role,
    content: joinTexts(content),
  }));
  const chat: Chat = {
    model,
    messages: [...systemMessage(request.system), ...messages],
    maxTokens: request.inferenceConfig?.maxTokens,
    format: formatOf(request),
    tool: toolOf(request),
  };
  return askChat(chat, write);
}

function formatOf({ outputConfig }: ConverseRequest): ResponseFormat | undefined {
  const format = outputConfig?.textFormat;
  if (!format) return undefined;
  const { schema } = format.structure.jsonSchema;
  return { type: 'json_schema', json_schema: { schema } };
}

function toolOf({ toolConfig }: ConverseRequest) {
  const { tools = [], toolChoice = { auto: {} } } = toolConfig ?? {};
  if ('auto' in toolChoice) return undefined;
  const known = tools.flatMap(({ toolSpec }) =>
    toolSpec ? [{ name: toolSpec.name, schema: toolSpec.inputSchema.json }] : [],
  );
  return pickTool(known, 'tool' in toolChoice ? toolChoice.tool.name : undefined);
}

const stopReasons: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
};

const factsOf = ({ usage: { promptTokens, completionTokens } }: Turn) => ({
  usage: {
    inputTokens: promptTokens,
    outputTokens: completionTokens,
    totalTokens: promptTokens + completionTokens,
  },
  metrics: { latencyMs: 0 },
});

function writePlain(turn: Turn): string {
  const content = turn.text === '' ? [] : [blockOf(turn)];
  return JSON.stringify({
    output: { message: { role: 'assistant', content } },
    stopReason: stopReasons[turn.finishReason],
    ...factsOf(turn),
  });
}

const blockOf = (turn: Turn) =>
  turn.tool
    ? { toolUse: { ...toolUseOf(turn.tool), input: argumentsIn(turn) } }
    : { text: turn.text };

const toolUseOf = ({ id, name }: { id: string; name: string }) => ({
  toolUseId: `tooluse_${id}`,
  name,
});

function writeStream(turn: Turn): Stream {
  const [blockStart, blockEnd] = turn.text === '' ? [[], []] : blockFrames(turn);
  const stopReason = stopReasons[turn.finishReason];
  return {
    contentType: eventStreamType,
    opening: Buffer.concat([frame('messageStart', { role: 'assistant' }), ...blockStart]),
    closing: Buffer.concat([
      ...blockEnd,
      frame('messageStop', { stopReason }),
      frame('metadata', factsOf(turn)),
    ]),
    failing: failureFrame,
  };
}

/** Up to the last text, and what ends the block. Only a tool's block has a start of its own. */
function blockFrames({ text, tool }: Turn): [start: Buffer[], end: Buffer[]] {
  const contentBlockIndex = 0;
  const start = { contentBlockIndex, start: tool && { toolUse: toolUseOf(tool) } };
  const deltas = piecesOf(text).map((piece) => {
    const delta = tool ? { toolUse: { input: piece } } : { text: piece };
    return frame('contentBlockDelta', { contentBlockIndex, delta });
  });
  return [
    tool ? [frame('contentBlockStart', start), ...deltas] : deltas,
    [frame('contentBlockStop', { contentBlockIndex })],
  ];
}

const frame = (type: string, payload: object): Buffer =>
  encodeFrame(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    JSON.stringify(payload),
  );

const failureFrame = (errorBody: string): Buffer =>
  encodeFrame(
    {
      ':exception-type': 'internalServerException',
      ':content-type': 'application/json',
      ':message-type': 'exception',
    },
    errorBody,
  );
