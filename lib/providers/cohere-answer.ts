import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import {
  type AnswerToolCall,
  type FinishReason,
  objectOf,
  objectsOf,
  textOf,
  writeAnswer,
} from './chat-answer.ts';
import { readCohereUsage } from './cohere-usage.ts';
import { compact } from './parameters.ts';
import {
  type AnswerReading,
  type Failure,
  isFailure,
  notTheApi,
  type ProviderCall,
} from './provider.ts';

export function readCohereChat(
  _call: ProviderCall,
  body: JsonObject,
  model: string,
): AnswerReading | Failure {
  const { message } = body;
  if (!isJsonObject(message)) return notTheApi('no message');
  const finish = readFinish(body);
  if (isFailure(finish)) return finish;
  const usage = readCohereUsage(body['usage']);
  const choice = {
    content: joinParts(message['content'], 'text') ?? null,
    reasoning: joinParts(message['content'], 'thinking'),
    toolCalls: objectsOf(message['tool_calls']).map(readToolCall),
    finishReason: finish.reason,
    logprobs: readLogprobs(objectsOf(body['logprobs'])),
    more: readMore(message),
  };
  return { body: writeAnswer({ id: textOf(body['id']) ?? '', model }, [choice], usage), usage };
}

/** The parts of one type as one text. */
function joinParts(content: JsonValue | undefined, type: 'text' | 'thinking'): string | undefined {
  const parts = objectsOf(content).filter((part) => part['type'] === type);
  return parts.length > 0 ? parts.map((part) => textOf(part[type]) ?? '').join('') : undefined;
}

function readToolCall(call: JsonObject): AnswerToolCall {
  const called = objectOf(call['function']);
  return {
    id: textOf(call['id']) ?? '',
    name: textOf(called['name']) ?? '',
    arguments: textOf(called['arguments']) ?? '{}',
  };
}

/** Cohere's own members of a message: its plan before a tool call, which goes back with it, and its sources. */
const readMore = ({ tool_plan: plan, citations }: JsonObject): JsonObject =>
  compact({
    tool_plan: textOf(plan),
    citations: Array.isArray(citations) ? citations : undefined,
  });

const reasons: Readonly<Record<string, FinishReason>> = {
  COMPLETE: 'stop',
  STOP_SEQUENCE: 'stop',
  MAX_TOKENS: 'length',
  ERROR_LIMIT: 'length',
  TOOL_CALL: 'tool_calls',
  ERROR_TOXIC: 'content_filter',
};

/** Why an answer or the `delta` of a stream's end has ended; a Failure where the generation broke off. */
export function readFinish(ended: JsonObject): { reason: FinishReason } | Failure {
  const reason = textOf(ended['finish_reason']) ?? '';
  if (reason === 'ERROR' || reason === 'TIMEOUT') {
    return {
      kind: reason === 'TIMEOUT' ? 'timeout' : 'server_error',
      message: textOf(ended['error']) ?? `the generation ended with ${reason}`,
      code: reason,
    };
  }
  return { reason: (Object.hasOwn(reasons, reason) ? reasons[reason] : undefined) ?? 'stop' };
}

/** Each piece of text has the logarithms of its tokens, whose sum is that of the piece. */
export function readLogprobs(items: readonly JsonObject[]): JsonObject | undefined {
  if (items.length === 0) return undefined;
  return {
    content: items.map(({ text, logprobs }) => ({
      token: textOf(text) ?? '',
      logprob: Array.isArray(logprobs)
        ? logprobs.reduce<number>((sum, one) => sum + Number(one), 0)
        : 0,
      bytes: null,
      top_logprobs: [],
    })),
  };
}
