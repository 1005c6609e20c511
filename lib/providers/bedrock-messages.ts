import type { JsonObject, JsonValue } from '../json.ts';
import { writeAudio, writeFile, writeImage } from './bedrock-media.ts';
import { writeThinking } from './bedrock-thinking.ts';
import {
  type AssistantMessage,
  type ChatMessage,
  type Part,
  parseArguments,
  type ToolMessage,
} from './chat-messages.ts';
import { compact } from './parameters.ts';
import { badRequest } from './unsupported.ts';

interface Conversation {
  system: JsonObject[];
  messages: { role: 'user' | 'assistant'; content: JsonObject[] }[];
}

/**
 * Converse has the system prompts apart, also those from amid the conversation. Its roles take turns:
 * neighbours of one role become one message, and what tools answered is the user's.
 * @throws UpstreamError `bad_request`
 */
export function writeConversation(messages: readonly ChatMessage[]): Conversation {
  const conversation: Conversation = { system: [], messages: [] };
  for (const message of messages) {
    if (message.role === 'system') {
      conversation.system.push(...writeParts(message.parts));
    } else {
      const role = message.role === 'assistant' ? 'assistant' : 'user';
      let last = conversation.messages.at(-1);
      if (last?.role !== role) {
        last = { role, content: [] };
        conversation.messages.push(last);
      }
      last.content.push(...writeContent(message));
    }
  }
  return conversation;
}

function writeContent(message: Exclude<ChatMessage, { role: 'system' }>): JsonObject[] {
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
  const ttl: JsonValue | undefined = control['ttl'];
  if (control['type'] !== 'ephemeral') {
    throw badRequest('"cache_control": expected the type "ephemeral"');
  }
  return [{ cachePoint: compact({ type: 'default', ttl }) }];
}
