import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { FinishReason } from './chat-answer.ts';

/** Other names of OpenAI's reasons to finish, as vendors that speak its format use them. */
type FinishReasons = Readonly<Record<string, FinishReason>>;

/**
 * Together's `eos` (recording dc3d4fb49d1b), Hugging Face's, Mistral's, GLM's; and those of upstreams that a
 * gateway passes on unchanged.
 */
const otherReasons: FinishReasons = {
  eos: 'stop',
  eos_token: 'stop',
  stop_sequence: 'stop',
  end_turn: 'stop',
  COMPLETE: 'stop',
  STOP: 'stop',
  model_length: 'length',
  max_tokens: 'length',
  MAX_TOKENS: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  sensitive: 'content_filter',
  refusal: 'content_filter',
  SAFETY: 'content_filter',
};

/**
 * A choice of a plain answer in OpenAI's own shape: content as text, reasoning as `reasoning_content`, tool
 * calls with id, type and text as arguments. The very object where nothing is to be changed.
 */
export function normaliseChoice(choice: JsonObject, index: number): JsonObject {
  const changes: JsonObject = {};
  if (typeof choice['index'] !== 'number') changes['index'] = index;
  const reason = normaliseReason(choice['finish_reason']);
  if (reason !== undefined) changes['finish_reason'] = reason;
  const message = choice['message'];
  if (isJsonObject(message)) {
    const better = normaliseMessage(message);
    if (better !== message) changes['message'] = better;
  }
  return changed(choice, changes);
}

/** OpenAI's name of a reason that has another one; undefined: it stays as it is. */
export const normaliseReason = (reason: JsonValue | undefined): FinishReason | undefined =>
  typeof reason === 'string' && Object.hasOwn(otherReasons, reason)
    ? otherReasons[reason]
    : undefined;

function normaliseMessage(message: JsonObject): JsonObject {
  const changes = normaliseContent(message);
  if (typeof message['role'] !== 'string') changes['role'] = 'assistant';
  const calls = message['tool_calls'];
  if (Array.isArray(calls)) {
    const better = calls.map(normaliseToolCall);
    if (better.some((call, index) => call !== calls[index])) changes['tool_calls'] = better;
  }
  return changed(message, changes);
}

/** What content and reasoning of a message, or of the delta of one, should be instead. */
export function normaliseContent(message: JsonObject): JsonObject {
  const { content, reasoning } = message;
  const changes = Array.isArray(content) ? readParts(content) : {};
  const isNamed = typeof message['reasoning_content'] === 'string';
  if (typeof reasoning === 'string' && reasoning !== '' && !isNamed) {
    changes['reasoning_content'] = reasoning;
  }
  return changes;
}

/** Mistral's parts of text and of thinking (recordings 5596021f0ca6, 8f8af1c6151c). */
function readParts(parts: readonly JsonValue[]): JsonObject {
  let text = '';
  let thinking = '';
  for (const part of parts) {
    if (!isJsonObject(part)) return {};
    if (part['type'] === 'text') text += textIn(part['text']);
    else if (part['type'] === 'thinking') thinking += textIn(part['thinking']);
    else if (part['type'] !== 'reference') return {};
  }
  return { content: text, ...(thinking !== '' && { reasoning_content: thinking }) };
}

/** Text, or parts that hold some. */
function textIn(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  return value.map((part) => (isJsonObject(part) ? textIn(part['text']) : '')).join('');
}

/** With an id (recording f3a17e78ee30 has ''), a type, and arguments that are text. */
function normaliseToolCall(call: JsonValue): JsonValue {
  if (!isJsonObject(call)) return call;
  const changes: JsonObject = {};
  if (typeof call['id'] !== 'string' || call['id'] === '') changes['id'] = newCallId();
  if (typeof call['type'] !== 'string') changes['type'] = 'function';
  const called = call['function'];
  if (isJsonObject(called) && typeof called['arguments'] !== 'string') {
    changes['function'] = { ...called, arguments: writeArguments(called['arguments']) };
  }
  return changed(call, changes);
}

/** Some servers give the arguments as an object. */
export const writeArguments = (value: JsonValue | undefined): string =>
  value === undefined || value === null ? '' : JSON.stringify(value);

/** For a call whose provider gave it none; the answer to the call names it. */
export const newCallId = (): string => `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;

/** The very object where there are no changes. */
export function changed(object: JsonObject, changes: JsonObject): JsonObject {
  for (const _ in changes) return { ...object, ...changes };
  return object;
}
