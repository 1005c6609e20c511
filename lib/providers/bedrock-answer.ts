import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject, stringifyJson } from '../json.ts';
import { readStopReason } from './bedrock-stop.ts';
import { readThinking } from './bedrock-thinking.ts';
import { readTokenUsage } from './bedrock-usage.ts';
import { type AnswerToolCall, objectOf, objectsOf, textOf, writeAnswer } from './chat-answer.ts';
import {
  type AnswerReading,
  type Failure,
  notTheApi,
  type ResponseHeaders,
  type Target,
} from './provider.ts';

/** ConverseResponse as OpenAI's answer. */
export function readConverse(
  body: JsonObject,
  target: Target,
  headers: ResponseHeaders,
): AnswerReading | Failure {
  const { message } = objectOf(body['output']);
  if (!isJsonObject(message)) return notTheApi('no output.message');
  const blocks = objectsOf(message['content']);
  const toolCalls = blocks.flatMap(readToolUse);
  const finishReason = readStopReason(body['stopReason'], toolCalls.length > 0);
  if (typeof finishReason === 'object') return finishReason;
  const thinking = blocks.flatMap(({ reasoningContent }) =>
    isJsonObject(reasoningContent) ? [readThinking(reasoningContent)] : [],
  );
  const usage = readTokenUsage(body['usage']);
  const choice = {
    content: blocks.map(textIn).join('') || null,
    reasoning: thinking.map((block) => textOf(block['thinking']) ?? '').join('') || undefined,
    toolCalls,
    finishReason,
    ...(thinking.length > 0 && { more: { thinking_blocks: thinking } }),
  };
  const head = { id: requestId(headers), model: target.upstreamModel };
  return { body: writeAnswer(head, [choice], usage), usage };
}

/** Converse gives its answers no id, but its exchanges. */
const requestId = (headers: ResponseHeaders): string => {
  const id = headers['x-amzn-requestid'];
  return typeof id === 'string' ? id : newId();
};

export const newId = (): string => `chatcmpl-${randomUUID()}`;

/** Text with citations comes as a block of its own. */
function textIn({ text, citationsContent }: JsonObject): string {
  const parts = objectsOf(objectOf(citationsContent)['content']);
  return (textOf(text) ?? '') + parts.map((part) => textOf(part['text']) ?? '').join('');
}

function readToolUse({ toolUse }: JsonObject): AnswerToolCall[] {
  const { toolUseId, name, input, type } = objectOf(toolUse);
  if (typeof toolUseId !== 'string' || typeof name !== 'string' || isOfServer(type)) return [];
  return [{ id: toolUseId, name, arguments: stringifyJson(input ?? {}) }];
}

/** Bedrock has run such a tool itself. */
export const isOfServer = (type: unknown): boolean => type === 'server_tool_use';
