import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../json.ts';
import {
  type AnswerToolCall,
  type FinishReason,
  objectOf,
  objectsOf,
  textOf,
  writeAnswer,
} from './chat-answer.ts';
import { readOllamaUsage } from './ollama-usage.ts';
import { newCallId } from './openai-answer.ts';
import { type AnswerReading, type Failure, notTheApi, type ProviderCall } from './provider.ts';

export function readOllamaChat(
  _call: ProviderCall,
  body: JsonObject,
  model: string,
): AnswerReading | Failure {
  const { message } = body;
  if (!isJsonObject(message)) return notTheApi('no message');
  const usage = readOllamaUsage(body);
  const toolCalls = readToolCalls(message);
  const choice = {
    content: textOf(message['content']) ?? null,
    reasoning: textOf(message['thinking']),
    toolCalls,
    finishReason: readFinish(body, toolCalls.length > 0),
    logprobs: readLogprobs(body['logprobs']),
  };
  return { body: writeAnswer({ id: `chatcmpl-${randomUUID()}`, model }, [choice], usage), usage };
}

/** The arguments are values; older servers give no ids. */
export const readToolCalls = (message: JsonObject): AnswerToolCall[] =>
  objectsOf(message['tool_calls']).map((call) => {
    const called = objectOf(call['function']);
    return {
      id: textOf(call['id']) || newCallId(),
      name: textOf(called['name']) ?? '',
      arguments: writeArguments(called['arguments']),
    };
  });

/** Servers that only speak like Ollama may give OpenAI's text. */
const writeArguments = (value: JsonValue | undefined): string =>
  textOf(value) ?? stringifyJson(objectOf(value));

/** `load` and `unload` are said of a request without messages, which is answered by nothing. */
export function readFinish({ done_reason: reason }: JsonObject, hasCalled: boolean): FinishReason {
  if (reason === 'length') return 'length';
  return hasCalled ? 'tool_calls' : 'stop';
}

/** Ollama leaves out what is empty. */
export const readLogprobs = (logprobs: JsonValue | undefined): JsonObject | undefined =>
  Array.isArray(logprobs)
    ? {
        content: objectsOf(logprobs).map((entry) => ({ bytes: null, top_logprobs: [], ...entry })),
      }
    : undefined;
