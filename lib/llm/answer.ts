import { UpstreamError } from '../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Answer, Reply } from './handler.ts';

/** What the first choice of a chat answer says. */
export interface Completion {
  text: string;
  hasToolCalls: boolean;
  finishReason: string | undefined;
  refusal: string | undefined;
}

/** The whole of a plain reply. @throws UpstreamError */
export function readAnswer(reply: Reply): Answer {
  if (reply.answer) return reply.answer;
  throw new UpstreamError('internal', 'a streamed answer cannot be read as a whole');
}

/** Reads an answer in OpenAI's shape, of chat or of completions; what is missing reads as empty. */
export function readCompletion({ body }: Answer): Completion {
  const choices = body['choices'];
  const choice = Array.isArray(choices) && isJsonObject(choices[0]) ? choices[0] : {};
  const message: JsonObject = isJsonObject(choice['message']) ? choice['message'] : {};
  const { tool_calls: toolCalls, function_call: functionCall, refusal } = message;
  const finish = choice['finish_reason'];
  return {
    text: textOf(message['content'] ?? choice['text']),
    // Before tools there were functions (recording 461a380fb07f).
    hasToolCalls: (Array.isArray(toolCalls) && toolCalls.length > 0) || isJsonObject(functionCall),
    finishReason: typeof finish === 'string' ? finish : undefined,
    refusal: typeof refusal === 'string' && refusal !== '' ? refusal : undefined,
  };
}

/** Content is text, or an array of parts of which some are text (recording 5596021f0ca6). */
function textOf(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => (isJsonObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}
