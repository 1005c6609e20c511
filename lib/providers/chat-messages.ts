import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../json.ts';
import type { Parameters } from './parameters.ts';
import { badRequest, UnsupportedParameter, unsupportedContent } from './unsupported.ts';

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

/** A function that the model may call. */
export interface Tool {
  name: string;
  description: string | undefined;
  /** A JSON Schema; undefined: no parameters. */
  parameters: JsonObject | undefined;
  strict: boolean | undefined;
  cacheControl: JsonObject | undefined;
}

/** @throws UnsupportedParameter for a tool that is no function, UpstreamError `bad_request` */
export const readTools = (parameters: Parameters): Tool[] =>
  (parameters.list('tools') ?? []).map(readTool);

/** One of a list of tools. @throws as readTools */
export function readTool(tool: JsonValue, index: number): Tool {
  const place = `tools[${index}]`;
  if (!isJsonObject(tool)) throw badRequest(`${place}: expected an object`);
  if (tool['type'] !== 'function') {
    throw new UnsupportedParameter('tools', `${place}.type: only "function" is supported`);
  }
  const called = objectIn(tool, 'function', place);
  const { description, parameters: schema, strict, cache_control: inner } = called;
  const control = tool['cache_control'] ?? inner;
  return {
    name: textIn(called, 'name', `${place}.function`),
    description: typeof description === 'string' ? description : undefined,
    parameters: isJsonObject(schema) ? schema : undefined,
    strict: typeof strict === 'boolean' ? strict : undefined,
    cacheControl: isJsonObject(control) ? control : undefined,
  };
}

/** A function by its name, or what OpenAI calls so. */
export type ToolChoice = 'auto' | 'none' | 'required' | { name: string };

/** @throws UnsupportedParameter */
export function readToolChoice(parameters: Parameters): ToolChoice | undefined {
  const choice = parameters.take('tool_choice');
  if (choice === undefined) return undefined;
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  const called = isJsonObject(choice) ? choice['function'] : undefined;
  if (isJsonObject(called) && typeof called['name'] === 'string') return { name: called['name'] };
  throw new UnsupportedParameter('tool_choice', 'expected auto, none, required or a function');
}

/** What the answer must be; text is undefined. */
export type AnswerFormat = { type: 'json' } | { type: 'schema'; name: string; schema: JsonObject };

/** @throws UnsupportedParameter, UpstreamError `bad_request` */
export function readAnswerFormat(parameters: Parameters): AnswerFormat | undefined {
  const format = parameters.object('response_format');
  switch (format?.['type']) {
    case undefined:
    case 'text':
      return undefined;
    case 'json_object':
      return { type: 'json' };
    case 'json_schema': {
      const place = 'response_format.json_schema';
      const named = objectIn(format, 'json_schema', 'response_format');
      const { name } = named;
      return {
        type: 'schema',
        name: typeof name === 'string' ? name : 'answer',
        schema: objectIn(named, 'schema', place),
      };
    }
    default:
      throw new UnsupportedParameter('response_format', 'this type is not supported');
  }
}

/** Base64 with its media type, of a data URL; undefined for any other address. */
export function readDataUrl(url: string): { mediaType: string; data: string } | undefined {
  const [, mediaType = '', data] = /^data:([^;,]*)(?:;[^;,]*)*;base64,(.*)$/s.exec(url) ?? [];
  return data === undefined ? undefined : { mediaType, data };
}

/** The text of parts that are text. */
export const joinTexts = (parts: readonly Part[]): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

function textIn(value: JsonValue | undefined, name: string, place: string): string {
  const text = isJsonObject(value) ? value[name] : undefined;
  if (typeof text === 'string') return text;
  throw badRequest(`${place}.${name}: expected text`);
}

function objectIn(value: JsonValue | undefined, name: string, place: string): JsonObject {
  const object = isJsonObject(value) ? value[name] : undefined;
  if (isJsonObject(object)) return object;
  throw badRequest(`${place}.${name}: expected an object`);
}
