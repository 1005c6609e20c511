import { type JsonObject, type JsonValue, stringifyJson } from '../json.ts';
import type { Usage } from '../usage.ts';
import {
  type AnswerChoice,
  type FinishReason,
  objectOf,
  objectsOf,
  textOf,
  writeAnswer,
} from './chat-answer.ts';
import { type AnswerReading, type Failure, notTheApi } from './provider.ts';
import { findError } from './read-failure.ts';
import { countIn } from './usage.ts';

/** A whole message of the Messages API in OpenAI's shape; `model` stands in where it names none. */
export function readMessage(body: JsonObject, model: string): AnswerReading | Failure {
  const error = findError(body);
  if (error) return error;
  if (!Array.isArray(body['content'])) return notTheApi('no content');
  const usage =
    body['usage'] === undefined ? undefined : readMessagesUsage(objectOf(body['usage']));
  const head = { id: textOf(body['id']) ?? '', model: textOf(body['model']) ?? model };
  return { body: writeAnswer(head, [readChoice(body)], usage), usage };
}

function readChoice(message: JsonObject): AnswerChoice {
  const blocks = objectsOf(message['content']);
  const texts = textsIn(blocks, 'text');
  const thinking = blocks.filter(isThinking);
  const toolCalls = blocks.filter(({ type }) => type === 'tool_use').map(readToolUse);
  return {
    content: texts.length > 0 ? texts.join('') : null,
    reasoning: textsIn(blocks, 'thinking').join('') || undefined,
    toolCalls,
    refusal: readRefusal(message),
    finishReason: readStopReason(message['stop_reason'], toolCalls.length > 0),
    ...(thinking.length > 0 && { more: { thinking_blocks: thinking } }),
  };
}

/** The texts of the blocks of a type, which are in the member of the same name. */
const textsIn = (blocks: readonly JsonObject[], type: string): string[] =>
  blocks.filter((block) => block['type'] === type).map((block) => textOf(block[type]) ?? '');

/** What must come back in a conversation that goes on: LiteLLM's `thinking_blocks`. */
const isThinking = ({ type }: JsonObject): boolean =>
  type === 'thinking' || type === 'redacted_thinking';

const readToolUse = ({ id, name, input }: JsonObject) => ({
  id: textOf(id) ?? '',
  name: textOf(name) ?? '',
  arguments: stringifyJson(input ?? {}),
});

/** Why the model refused, of a message or of the `delta` of its end. */
export const readRefusal = ({ stop_details: details }: JsonObject): string | undefined =>
  textOf(objectOf(details)['explanation']);

/** Anthropic's documentation, "Stop reasons": a pause is a limit on its tools' turns, so text is missing. */
const finishReasons: ReadonlyMap<JsonValue | undefined, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['tool_use', 'tool_calls'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['pause_turn', 'length'],
  ['refusal', 'content_filter'],
]);

/** Null while there is none; one that is not known is an end like others. */
export function readStopReason(
  reason: JsonValue | undefined,
  hasToolCalls: boolean,
): FinishReason | null {
  if (typeof reason !== 'string') return null;
  const read = finishReasons.get(reason) ?? 'stop';
  return read === 'stop' && hasToolCalls ? 'tool_calls' : read;
}

/** Unlike OpenAI's, `input_tokens` are those alone that no cache has to do with. */
export function readMessagesUsage(usage: JsonObject): Usage {
  const cached = countIn(usage, 'cache_read_input_tokens');
  const written = countIn(usage, 'cache_creation_input_tokens');
  return {
    promptTokens: countIn(usage, 'input_tokens') + cached + written,
    completionTokens: countIn(usage, 'output_tokens'),
    cachedTokens: cached,
    cacheWriteTokens: written,
    cacheWrite1hTokens: countIn(usage['cache_creation'], 'ephemeral_1h_input_tokens'),
    reasoningTokens: countIn(usage['output_tokens_details'], 'thinking_tokens'),
    audioPromptTokens: 0,
    audioCompletionTokens: 0,
  };
}
