import type { AnswerContext, Call, Reply, Usage } from './answer.ts';
import { type Completion, complete } from './completion.ts';
import { contentHash } from './hash.ts';
import { parseObject } from './parse-object.ts';
import { lastUserText, replyTo } from './reply.ts';
import type { Message, ResponseFormat } from './request.ts';
import { estimateTokens } from './tokens.ts';

/** A chat, in whatever format it was asked. */
export interface Chat {
  model: string;
  /** In OpenAI's shape, so that the same question has the same answer in each dialect. */
  messages: readonly Message[];
  maxTokens?: number | null | undefined;
  format?: ResponseFormat | null | undefined;
  /** The tool that must be called. */
  tool?: Tool | undefined;
}

export interface Tool {
  name: string;
  /** A JSON schema of its arguments. */
  schema: object;
}

/** What is said in answer to a chat. */
export interface Turn extends Completion {
  model: string;
  /** What the answer follows from; names and ids follow from it too. */
  hash: string;
  usage: Usage;
}

/** A chat as a call, whose answer is then put into the words of a dialect. */
export function askChat(chat: Chat, write: (turn: Turn) => Reply): Call {
  const { model, messages, maxTokens } = chat;
  const content = JSON.stringify(messages);
  const promptTokens = estimateTokens(content);
  return {
    tokens: promptTokens + (maxTokens ?? 0),
    answer(context) {
      const hash = contentHash(context.seed, content);
      const completion = completeChat(chat, hash, context);
      const usage = { promptTokens, completionTokens: estimateTokens(completion.text) };
      return { usage, reply: write({ ...completion, model, hash, usage }) };
    },
  };
}

/** A reply that is no object, as a rule's may be, is said instead of calling the tool. */
function completeChat(
  { messages, maxTokens, format, tool }: Chat,
  hash: string,
  context: AnswerContext,
): Completion {
  const userText = lastUserText(messages);
  const reply = replyTo({ hash, userText, format: tool ? formatOf(tool) : format }, context);
  const completion = complete(reply, maxTokens, context.fault);
  if (!tool || completion.text === '' || !parseObject(reply)) return completion;
  const { finishReason } = completion;
  return {
    ...completion,
    tool: { name: tool.name, id: hash },
    finishReason: finishReason === 'stop' ? 'tool_calls' : finishReason,
  };
}

const formatOf = ({ schema }: Tool): ResponseFormat => ({
  type: 'json_schema',
  json_schema: { schema },
});

/** The arguments of a tool as an object; none where the text was cut. */
export const argumentsIn = ({ text }: Turn): object => parseObject(text) ?? {};

/** The one of the name, the first where any will do. */
export const pickTool = (tools: readonly Tool[], name: string | undefined): Tool | undefined =>
  name === undefined ? tools[0] : tools.find((tool) => tool.name === name);

/** What one event of a stream carries: up to 16 characters, none of them split. */
export const piecesOf = (text: string): readonly string[] => text.match(/.{1,16}/gsu) ?? [];
