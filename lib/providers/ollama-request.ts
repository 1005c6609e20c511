import type { JsonObject, JsonValue } from '../json.ts';
import { readAnswerFormat } from './answer-format.ts';
import { textOf } from './chat-answer.ts';
import {
  type ChatMessage,
  joinTexts,
  type Part,
  parseArguments,
  readMessages,
  type ToolCall,
} from './chat-messages.ts';
import { readToolChoice, readTools, type Tool } from './chat-tools.ts';
import { readDataUrl } from './data-url.ts';
import { completeRequest } from './ollama-options.ts';
import { compact, Parameters } from './parameters.ts';
import type { ProviderCall } from './provider.ts';
import { UnsupportedParameter, unsupportedContent } from './unsupported.ts';

/**
 * The body of a chat; `stream` is always there, since Ollama streams by default. It caches prompts by itself,
 * so `cache_control` has nothing to say to it.
 * @throws UnsupportedParameter, UpstreamError `bad_request`
 */
export function writeOllamaChat({ body, isStream }: ProviderCall, model: string): JsonObject {
  const parameters = new Parameters(body);
  const request = compact({
    model,
    stream: isStream,
    messages: writeMessages(readMessages(parameters)),
    tools: writeTools(parameters),
    format: writeFormat(parameters),
    think: writeThink(parameters),
    logprobs: parameters.take('logprobs'),
    top_logprobs: parameters.take('top_logprobs'),
  });
  return completeRequest(request, parameters);
}

/** A tool's result goes by the name of the tool, which is that of the call before it. */
function writeMessages(messages: readonly ChatMessage[]): JsonObject[] {
  const names = new Map<string, string>();
  return messages.map((message) => {
    if (message.role !== 'assistant') return writeMessage(message, names);
    for (const { id, name } of message.toolCalls) names.set(id, name);
    return compact({
      role: message.role,
      content: joinTexts(message.parts),
      thinking: textOf(message.members['reasoning_content']),
      tool_calls: message.toolCalls.length > 0 ? message.toolCalls.map(writeToolCall) : undefined,
    });
  });
}

function writeMessage(
  message: Exclude<ChatMessage, { role: 'assistant' }>,
  names: ReadonlyMap<string, string>,
): JsonObject {
  const { role, parts } = message;
  if (role === 'system') return { role, content: joinTexts(parts) };
  const images = parts.filter((part) => part.type !== 'text').map(writeImage);
  return compact({
    role,
    content: joinTexts(parts),
    images: images.length > 0 ? images : undefined,
    ...(role === 'tool' && {
      tool_name: textOf(message.members['name']) ?? names.get(message.toolCallId),
      tool_call_id: message.toolCallId,
    }),
  });
}

/** Base64; LiteLLM takes it without the head of a data URL, too. */
function writeImage(part: Part): string {
  if (part.type !== 'image') throw unsupportedContent(part.type);
  if (/^https?:/i.test(part.url)) throw unsupportedContent('an image by its address');
  return readDataUrl(part.url)?.data ?? part.url;
}

const writeToolCall = (call: ToolCall): JsonObject => ({
  id: call.id,
  function: { name: call.name, arguments: parseArguments(call) },
});

/** Ollama has no choice of tools, but where none is to be called it need not know any. */
function writeTools(parameters: Parameters): JsonObject[] | undefined {
  const tools = readTools(parameters);
  const choice = readToolChoice(parameters) ?? 'auto';
  if (choice !== 'auto' && choice !== 'none') {
    throw new UnsupportedParameter('tool_choice', 'only "auto" and "none" are supported');
  }
  return tools.length > 0 && choice === 'auto' ? tools.map(writeTool) : undefined;
}

const writeTool = ({ name, description, parameters, strict }: Tool): JsonObject => ({
  type: 'function',
  function: compact({ name, description, parameters, strict }),
});

function writeFormat(parameters: Parameters): JsonValue | undefined {
  const format = readAnswerFormat(parameters);
  return format?.type === 'schema' ? format.schema : format?.type;
}

/** As Ollama itself does behind its OpenAI endpoint. */
function writeThink(parameters: Parameters): JsonValue | undefined {
  const effort = parameters.text('reasoning_effort');
  if (effort === undefined || ['low', 'medium', 'high'].includes(effort)) return effort;
  if (effort === 'none') return false;
  throw new UnsupportedParameter(
    'reasoning_effort',
    'only "none", "low", "medium" and "high" are supported',
  );
}
