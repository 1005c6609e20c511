import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../json.ts';
import type { Parameters } from './parameters.ts';
import { objectIn, textIn } from './request-member.ts';
import { badRequest, unsupportedContent } from './unsupported.ts';

/** OpenAI's messages, read once for the adapters that translate them. */
export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** `developer` is the same by its new name. */
export interface SystemMessage {
  role: 'system';
  parts: readonly TextPart[];
}

export interface UserMessage {
  role: 'user';
  parts: readonly Part[];
}

export interface AssistantMessage {
  role: 'assistant';
  parts: readonly TextPart[];
  toolCalls: readonly ToolCall[];
  /** As it came: reasoning and signatures have members of their own. */
  members: JsonObject;
}

export interface ToolMessage {
  role: 'tool';
  /** Which call it answers. */
  toolCallId: string;
  parts: readonly Part[];
  /** As it came. */
  members: JsonObject;
}

export type Part = TextPart | ImagePart | AudioPart | FilePart;

interface Cacheable {
  /** Anthropic's, which LiteLLM takes in OpenAI's parts and messages too. */
  cacheControl: JsonObject | undefined;
}

export interface TextPart extends Cacheable {
  type: 'text';
  text: string;
}

export interface ImagePart extends Cacheable {
  type: 'image';
  /** An address, or a data URL. */
  url: string;
  /** How closely to look: `low`, `high`, `auto`. */
  detail: string | undefined;
}

export interface AudioPart extends Cacheable {
  type: 'audio';
  /** Base64. */
  data: string;
  /** Such as `wav`. */
  format: string;
}

export interface FilePart extends Cacheable {
  type: 'file';
  /** OpenAI's: `file_data` (a data URL), `file_id`, `filename`. */
  file: JsonObject;
}

export interface ToolCall {
  id: string;
  name: string;
  /** JSON. */
  arguments: string;
  /** As it came. */
  members: JsonObject;
}

/** @throws UpstreamError `bad_request` with the place of what is wrong */
export function readMessages(parameters: Parameters): ChatMessage[] {
  const messages = parameters.list('messages');
  if (!messages) throw badRequest('"messages" is missing');
  return messages.map((message, index) => readMessage(message, `messages[${index}]`));
}

function readMessage(message: JsonValue, place: string): ChatMessage {
  if (!isJsonObject(message)) throw badRequest(`${place}: expected an object`);
  const { role, content, cache_control: control } = message;
  const parts = readParts(content, place, isJsonObject(control) ? control : undefined);
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'system', parts: textsOf(parts, place) };
    case 'user':
      return { role, parts };
    case 'assistant':
      return readAssistant(message, textsOf(parts, place), place);
    case 'tool':
      return { role, parts, toolCallId: textIn(message, 'tool_call_id', place), members: message };
    default:
      throw badRequest(`${place}.role: expected system, user, assistant or tool`);
  }
}

/** A refusal is what it said; calls in the way before tools, and speech, would be lost. */
function readAssistant(
  message: JsonObject,
  parts: readonly TextPart[],
  place: string,
): AssistantMessage {
  for (const name of ['audio', 'function_call']) {
    if ((message[name] ?? null) !== null) throw unsupportedContent(name);
  }
  const { refusal: text } = message;
  const hasRefused = typeof text === 'string' && parts.length === 0;
  return {
    role: 'assistant',
    parts: hasRefused ? [{ type: 'text', text, cacheControl: undefined }] : parts,
    toolCalls: readToolCalls(message['tool_calls'], place),
    members: message,
  };
}

/** Content is text, or a list of parts; a message's `cache_control` is that of its last part. */
function readParts(
  content: JsonValue | undefined,
  place: string,
  control: JsonObject | undefined,
): Part[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') {
    return [{ type: 'text', text: content, cacheControl: control }];
  }
  if (!Array.isArray(content)) throw badRequest(`${place}.content: expected text or a list`);
  const parts = content.map((part, index) => readPart(part, `${place}.content[${index}]`));
  const last = parts.at(-1);
  if (last && control) last.cacheControl = control;
  return parts;
}

function readPart(part: JsonValue, place: string): Part {
  if (!isJsonObject(part)) throw badRequest(`${place}: expected an object`);
  const cacheControl = isJsonObject(part['cache_control']) ? part['cache_control'] : undefined;
  switch (part['type']) {
    case 'text':
      return { type: 'text', text: textIn(part, 'text', place), cacheControl };
    case 'refusal':
      return { type: 'text', text: textIn(part, 'refusal', place), cacheControl };
    case 'image_url':
      return { type: 'image', ...readImage(part['image_url'], place), cacheControl };
    case 'input_audio':
      return { type: 'audio', ...readAudio(part['input_audio'], place), cacheControl };
    case 'file':
      return { type: 'file', file: objectIn(part, 'file', place), cacheControl };
    default:
      throw badRequest(`${place}.type: expected text, image_url, input_audio or file`);
  }
}

function readImage(image: JsonValue | undefined, place: string) {
  if (typeof image === 'string') return { url: image, detail: undefined };
  const detail = isJsonObject(image) ? image['detail'] : undefined;
  return {
    url: textIn(image, 'url', `${place}.image_url`),
    detail: typeof detail === 'string' ? detail : undefined,
  };
}

function readAudio(audio: JsonValue | undefined, place: string) {
  const at = `${place}.input_audio`;
  return { data: textIn(audio, 'data', at), format: textIn(audio, 'format', at) };
}

function textsOf(parts: readonly Part[], place: string): TextPart[] {
  return parts.map((part) => {
    if (part.type === 'text') return part;
    throw badRequest(`${place}.content: expected text only`);
  });
}

function readToolCalls(calls: JsonValue | undefined, place: string): ToolCall[] {
  if (calls === undefined || calls === null) return [];
  if (!Array.isArray(calls)) throw badRequest(`${place}.tool_calls: expected a list`);
  return calls.map((call, index) => {
    const at = `${place}.tool_calls[${index}]`;
    const called = objectIn(call, 'function', at);
    return {
      id: textIn(call, 'id', at),
      name: textIn(called, 'name', `${at}.function`),
      arguments: textIn(called, 'arguments', `${at}.function`),
      members: isJsonObject(call) ? call : {},
    };
  });
}

/** The arguments of a call as an object; no text at all means none. @throws UpstreamError `bad_request` */
export function parseArguments({ name, arguments: text }: ToolCall): JsonObject {
  if (text.trim() === '') return {};
  try {
    const value = parseJson(text);
    if (isJsonObject(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest(`the arguments of the call of "${name}" are not a JSON object`);
}

/** The text of parts that are text. */
export const joinTexts = (parts: readonly Part[]): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
