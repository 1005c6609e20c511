import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { objectsOf } from './chat-answer.ts';
import {
  type AssistantMessage,
  type ChatMessage,
  type FilePart,
  type ImagePart,
  type Part,
  parseArguments,
  type ToolCall,
  type ToolMessage,
} from './chat-messages.ts';
import { takeTurns } from './chat-turns.ts';
import { type DataUrl, readDataUrl } from './data-url.ts';
import { compact } from './parameters.ts';
import { unsupportedContent } from './unsupported.ts';

/**
 * `system` and `messages` of a request. All system messages come first, as in Anthropic's own service for OpenAI's
 * clients: only some models take them in place. What follows one another in one role is one message, as the API
 * would make of it; it wants the results of parallel calls in one.
 * @throws UpstreamError `bad_request`
 */
export function writeMessages(given: readonly ChatMessage[]): JsonObject {
  const { system, messages } = takeTurns(given, writeBlocks);
  return { ...(system.length > 0 && { system }), messages };
}

function writeBlocks(message: ChatMessage): JsonObject[] {
  if (message.role === 'assistant') return writeAssistant(message);
  if (message.role === 'tool') return [writeToolResult(message)];
  return writeParts(message.parts);
}

/** Thinking comes first; `reasoning_content` alone has no signature, without which the API takes none. */
const writeAssistant = ({ parts, toolCalls, members }: AssistantMessage): JsonObject[] => [
  ...objectsOf(members['thinking_blocks']),
  ...writeParts(parts),
  ...toolCalls.map(writeToolUse),
];

const writeToolUse = (call: ToolCall): JsonObject =>
  compact({
    type: 'tool_use',
    id: call.id,
    name: call.name,
    input: parseArguments(call),
    cache_control: controlIn(call.members),
  });

/** The whole result is what can be cached, not a part of it. `is_error` is Anthropic's own member. */
function writeToolResult({ toolCallId, parts, members }: ToolMessage): JsonObject {
  const content = writeParts(parts.map((part) => ({ ...part, cacheControl: undefined })));
  return compact({
    type: 'tool_result',
    tool_use_id: toolCallId,
    content: content.length > 0 ? content : undefined,
    is_error: members['is_error'] === true || undefined,
    cache_control: parts.findLast(({ cacheControl }) => cacheControl)?.cacheControl,
  });
}

/** Empty texts are left out: OpenAI's clients send them beside calls of tools, and Anthropic refuses them. */
const writeParts = (parts: readonly Part[]): JsonObject[] =>
  parts
    .filter((part) => part.type !== 'text' || part.text !== '')
    .map((part) => compact({ ...writePart(part), cache_control: part.cacheControl }));

function writePart(part: Part): JsonObject {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return { type: 'image', source: imageSource(part) };
    case 'file':
      return writeFile(part);
    case 'audio':
      throw unsupportedContent('audio');
  }
}

function imageSource({ url }: ImagePart): JsonObject {
  const data = readDataUrl(url);
  return data ? base64Source(data) : { type: 'url', url };
}

/** A PDF, a text or an image; LiteLLM takes an address as `file_id`. */
function writeFile({ file }: FilePart): JsonObject {
  const { file_data: text, file_id: id, filename } = file;
  const data = typeof text === 'string' ? readDataUrl(text) : undefined;
  if (data?.mediaType.startsWith('image/')) return { type: 'image', source: base64Source(data) };
  const source = data ? documentSource(data) : addressSource(id);
  if (!source) throw unsupportedContent('a file that is no PDF, text, image or address');
  return compact({ type: 'document', source, title: filename });
}

function documentSource(data: DataUrl): JsonObject | undefined {
  if (data.mediaType === 'application/pdf') return base64Source(data);
  if (data.mediaType !== 'text/plain') return undefined;
  const text = Buffer.from(data.data, 'base64').toString('utf8');
  return { type: 'text', media_type: 'text/plain', data: text };
}

const addressSource = (id: JsonValue | undefined): JsonObject | undefined =>
  typeof id === 'string' && /^https?:/.test(id) ? { type: 'url', url: id } : undefined;

const base64Source = ({ mediaType, data }: DataUrl): JsonObject => ({
  type: 'base64',
  media_type: mediaType,
  data,
});

const controlIn = ({ cache_control: control }: JsonObject): JsonObject | undefined =>
  isJsonObject(control) ? control : undefined;
