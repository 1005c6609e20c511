import type { JsonObject } from '../json.ts';
import { writeAudio, writeFile, writeImage } from './bedrock-media.ts';
import { writeThinking } from './bedrock-thinking.ts';
import {
  type AssistantMessage,
  type ChatMessage,
  type Part,
  parseArguments,
  type ToolMessage,
} from './chat-messages.ts';
import { type Conversation, takeTurns } from './chat-turns.ts';
import { compact } from './parameters.ts';
import { badRequest } from './unsupported.ts';

/** What Converse calls `system` and `messages`. @throws UpstreamError `bad_request` */
export const writeConversation = (messages: readonly ChatMessage[]): Conversation =>
  takeTurns(messages, writeContent);

function writeContent(message: ChatMessage): JsonObject[] {
  if (message.role === 'assistant') return writeAssistant(message);
  return message.role === 'tool' ? writeToolResult(message) : writeParts(message.parts);
}

const writeAssistant = (message: AssistantMessage): JsonObject[] => [
  ...writeThinking(message.members['thinking_blocks']),
  ...writeParts(message.parts),
  ...message.toolCalls.map((call) => ({
    toolUse: { toolUseId: call.id, name: call.name, input: parseArguments(call) },
  })),
];

/** A cache point cannot stand within a result, so it follows it. `is_error` is Anthropic's member. */
function writeToolResult({ toolCallId, parts, members }: ToolMessage): JsonObject[] {
  const toolResult = compact({
    toolUseId: toolCallId,
    content: parts.flatMap(writePart),
    status: members['is_error'] === true ? 'error' : undefined,
  });
  const control = parts.findLast(({ cacheControl }) => cacheControl)?.cacheControl;
  return [{ toolResult }, ...writeCachePoint(control)];
}

const writeParts = (parts: readonly Part[]): JsonObject[] =>
  parts.flatMap((part) => [...writePart(part), ...writeCachePoint(part.cacheControl)]);

/** Converse refuses empty text, which OpenAI's clients send beside tool calls. */
function writePart(part: Part): JsonObject[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [{ text: part.text }];
    case 'image':
      return [writeImage(part)];
    case 'audio':
      return [writeAudio(part)];
    case 'file':
      return [writeFile(part)];
  }
}

/** Anthropic's `cache_control` as a CachePointBlock. @throws UpstreamError `bad_request` */
export function writeCachePoint(control: JsonObject | undefined): JsonObject[] {
  if (!control) return [];
  if (control['type'] !== 'ephemeral') {
    throw badRequest('"cache_control": expected the type "ephemeral"');
  }
  return [{ cachePoint: compact({ type: 'default', ttl: control['ttl'] }) }];
}
