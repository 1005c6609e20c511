import type { JsonObject, JsonValue } from '../json.ts';
import { readAnswerFormat } from './answer-format.ts';
import { textOf } from './chat-answer.ts';
import {
  type AssistantMessage,
  type ChatMessage,
  type Part,
  readMessages,
  type ToolCall,
} from './chat-messages.ts';
import { readToolChoice, readTools, type Tool } from './chat-tools.ts';
import { compact, Parameters } from './parameters.ts';
import type { ProviderCall } from './provider.ts';
import { UnsupportedParameter, unsupportedContent } from './unsupported.ts';

/**
 * The body of a chat. Cohere caches prompts by itself, so `cache_control` has nothing to say to it.
 * @throws UnsupportedParameter, UpstreamError `bad_request`
 */
export function writeCohereChat({ body, isStream }: ProviderCall, model: string): JsonObject {
  const parameters = new Parameters(body);
  const written = compact({
    model,
    stream: isStream,
    messages: readMessages(parameters).map(writeMessage),
    ...writeTools(readTools(parameters)),
    tool_choice: writeToolChoice(parameters),
    response_format: writeFormat(parameters),
    thinking: writeThinking(parameters),
    max_tokens: parameters.maxTokens(),
    stop_sequences: parameters.stop(),
    temperature: parameters.take('temperature'),
    p: parameters.take('top_p'),
    seed: parameters.take('seed'),
    frequency_penalty: parameters.take('frequency_penalty'),
    presence_penalty: parameters.take('presence_penalty'),
    logprobs: parameters.flag('logprobs'),
  });
  return { ...written, ...parameters.rest() };
}

function writeMessage(message: ChatMessage): JsonObject {
  const { role, parts } = message;
  switch (role) {
    case 'system':
      return { role, content: writeContent(parts, writeText) };
    case 'user':
      return { role, content: writeContent(parts, writePart) };
    case 'assistant':
      return writeAssistant(message);
    case 'tool':
      return {
        role,
        tool_call_id: message.toolCallId,
        content: writeContent(parts, writeText),
      };
  }
}

/** Text alone stays text. */
function writeContent(parts: readonly Part[], write: (part: Part) => JsonObject): JsonValue {
  const [first] = parts;
  return parts.length === 1 && first?.type === 'text' ? first.text : parts.map(write);
}

function writePart(part: Part): JsonObject {
  if (part.type !== 'image') return writeText(part);
  const { url, detail } = part;
  return { type: 'image_url', image_url: compact({ url, detail }) };
}

function writeText(part: Part): JsonObject {
  if (part.type !== 'text') throw unsupportedContent(part.type);
  return { type: 'text', text: part.text };
}

/** Reasoning goes back as a part of its own, as in recording 5c329d6f9161; empty text, beside a call, does not. */
function writeAssistant({ role, parts, toolCalls, members }: AssistantMessage): JsonObject {
  const texts = parts.filter(({ text }) => text !== '');
  const thinking = textOf(members['reasoning_content']);
  const content = thinking
    ? [{ type: 'thinking', thinking }, ...texts.map(writeText)]
    : writeContent(texts, writeText);
  return compact({
    role,
    content: texts.length > 0 || thinking ? content : undefined,
    tool_plan: textOf(members['tool_plan']),
    tool_calls: toolCalls.length > 0 ? toolCalls.map(writeToolCall) : undefined,
  });
}

const writeToolCall = ({ id, name, arguments: text }: ToolCall): JsonObject => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

/** Cohere is strict with all tools or with none. */
function writeTools(tools: readonly Tool[]): Record<string, JsonValue | undefined> {
  if (tools.length === 0) return {};
  const strict = tools.filter((tool) => tool.strict);
  if (strict.length > 0 && strict.length < tools.length) {
    throw new UnsupportedParameter('tools', '"strict" must be the same for all of them');
  }
  return { tools: tools.map(writeTool), strict_tools: strict.length > 0 ? true : undefined };
}

const writeTool = ({ name, description, parameters }: Tool): JsonObject => ({
  type: 'function',
  function: compact({ name, description, parameters }),
});

function writeToolChoice(parameters: Parameters): string | undefined {
  const choice = readToolChoice(parameters);
  if (typeof choice === 'object') {
    throw new UnsupportedParameter('tool_choice', 'one function cannot be demanded');
  }
  return choice === 'auto' ? undefined : choice?.toUpperCase();
}

function writeFormat(parameters: Parameters): JsonObject | undefined {
  const format = readAnswerFormat(parameters);
  if (!format) return undefined;
  const type = 'json_object';
  return format.type === 'json' ? { type } : { type, json_schema: format.schema };
}

const thinkingByEffort: Readonly<Record<string, JsonObject>> = {
  none: { type: 'disabled' },
  high: { type: 'enabled' },
};

/** As Cohere's own "Compatibility API" maps the efforts; it refuses the others, too. */
function writeThinking(parameters: Parameters): JsonObject | undefined {
  const effort = parameters.text('reasoning_effort');
  if (effort === undefined) return undefined;
  const thinking = Object.hasOwn(thinkingByEffort, effort) ? thinkingByEffort[effort] : undefined;
  if (thinking) return thinking;
  throw new UnsupportedParameter('reasoning_effort', 'only "none" and "high" are supported');
}
