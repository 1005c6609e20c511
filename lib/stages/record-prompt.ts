import { RecordError } from '../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../json.ts';
import type { Message } from '../record.ts';

/** A prompt that a record holds, and the members of the request that it brings. */
export interface RecordPrompt {
  messages: Message[];
  params: JsonObject | undefined;
}

/** How records of the usual data sets hold their prompts. */
export const promptShapes = ['messages', 'sharegpt', 'alpaca', 'openai-batch'] as const;
export type PromptShape = (typeof promptShapes)[number];

const readers: Readonly<Record<PromptShape, (value: JsonObject) => RecordPrompt>> = {
  messages: readMessages,
  sharegpt: readSharegpt,
  alpaca: readAlpaca,
  'openai-batch': readOpenaiBatch,
};

/**
 * The prompt of a record. Answers at the end of a conversation are left out, since they are what is asked
 * for. @throws RecordError `template` where there is no prompt of this shape
 */
export function readPrompt(value: JsonObject, shape: PromptShape | 'auto'): RecordPrompt {
  const { messages, params } = readers[shape === 'auto' ? shapeOf(value) : shape](value);
  const last = messages.findLastIndex(({ role }) => role !== 'assistant');
  if (last < 0) throw noPrompt('no message but answers');
  return { messages: messages.slice(0, last + 1), params };
}

function shapeOf(value: JsonObject): PromptShape {
  if (isJsonObject(value['body'])) return 'openai-batch';
  if ('messages' in value) return 'messages';
  if ('conversations' in value) return 'sharegpt';
  if ('instruction' in value) return 'alpaca';
  throw noPrompt('none of messages, conversations, instruction and body');
}

const noPrompt = (got: string): RecordError =>
  new RecordError('template', `the record holds no prompt: it has ${got}`);

/** `{"messages": [{"role", "content"}]}`, sent as they are. */
function readMessages(value: JsonObject): RecordPrompt {
  const messages = listIn(value, 'messages').map((message, at) => {
    if (isMessage(message)) return message;
    throw noPrompt(`no object with a role at messages[${at}]`);
  });
  return { messages, params: toolsIn(value) };
}

const isMessage = (value: JsonValue): value is Message =>
  isJsonObject(value) && typeof value['role'] === 'string';

/** OpenAI's batch file: the whole body is the request, but for its model and streaming. */
function readOpenaiBatch({ body, url }: JsonObject): RecordPrompt {
  if (!isJsonObject(body)) throw noPrompt('no body');
  if (typeof url === 'string' && !/\/chat\/completions\/?$/.test(url)) {
    throw noPrompt(`a request to ${url}, only chat completions can be called`);
  }
  const { messages: _messages, model: _model, stream: _stream, ...params } = body;
  return { messages: readMessages(body).messages, params };
}

/** `{"instruction", "input", "output"}`, with `system` and `history` of pairs. */
function readAlpaca(value: JsonObject): RecordPrompt {
  const { instruction, input, history } = value;
  if (typeof instruction !== 'string') throw noPrompt('no text in instruction');
  const question =
    typeof input === 'string' && input !== '' ? `${instruction}\n${input}` : instruction;
  const before = Array.isArray(history) ? history.flatMap(readPair) : [];
  const messages = [...systemIn(value), ...before, { role: 'user', content: question }];
  return { messages, params: undefined };
}

function readPair(pair: JsonValue, at: number): Message[] {
  const [question, answer] = Array.isArray(pair) ? pair : [];
  if (typeof question !== 'string' || typeof answer !== 'string') {
    throw noPrompt(`no pair of texts at history[${at}]`);
  }
  return [
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ];
}

const sharegptRoles: Readonly<Record<string, string>> = {
  system: 'system',
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  assistant: 'assistant',
  function_call: 'function_call',
  observation: 'observation',
};

/** `{"conversations": [{"from", "value"}]}`, with `system` and `tools`. */
function readSharegpt(value: JsonObject): RecordPrompt {
  const turns = listIn(value, 'conversations').map(readTurn);
  return { messages: [...systemIn(value), ...turns], params: toolsIn(value) };
}

function readTurn(turn: JsonValue, at: number): Message {
  const { from, value } = isJsonObject(turn) ? turn : {};
  const role = typeof from === 'string' ? sharegptRoles[from] : undefined;
  if (role === undefined || typeof value !== 'string') {
    throw noPrompt(`no text of a known role at conversations[${at}]`);
  }
  if (role === 'function_call') return toolCall(value, at);
  // It answers the call in the turn before it.
  if (role === 'observation') return { role: 'tool', tool_call_id: callId(at - 1), content: value };
  return { role, content: value };
}

const callId = (turn: number): string => `call_${turn}`;

function toolCall(text: string, at: number): Message {
  const { name, arguments: given = {} } = parsedObject(text);
  if (typeof name !== 'string') throw noPrompt(`no call of a function at conversations[${at}]`);
  const call = { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) };
  return {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: callId(at), type: 'function', function: call }],
  };
}

const systemIn = ({ system }: JsonObject): Message[] =>
  typeof system === 'string' && system.trim() !== '' ? [{ role: 'system', content: system }] : [];

/** Definitions of tools, in a list or as its JSON; bare functions are put into OpenAI's frame. */
function toolsIn({ tools }: JsonObject): JsonObject | undefined {
  const list = typeof tools === 'string' && tools.trim() !== '' ? parseTools(tools) : tools;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const framed = list.map((tool) =>
    isJsonObject(tool) && !('type' in tool) ? { type: 'function', function: tool } : tool,
  );
  return { tools: framed };
}

function parseTools(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new RecordError('template', "the record's tools are not JSON", { cause });
  }
}

function parsedObject(text: string): JsonObject {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function listIn(value: JsonObject, name: string): JsonValue[] {
  const list = value[name];
  if (Array.isArray(list) && list.length > 0) return list;
  throw noPrompt(`no list in ${name}`);
}
