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
export async function readAnswer(reply: Reply): Promise<Answer> {
  for await (const [chunk] of reply.chunks) {
    const body = chunk?.json();
    if (isJsonObject(body)) return { body, source: reply.source };
  }
  throw new UpstreamError('server_error', 'the answer has no body', { code: 'unexpected_body' });
}

/** Reads an answer in OpenAI's shape, of chat or of completions; what is missing reads as empty. */
export function readCompletion({ body }: Answer): Completion {
  const choices = body['choices'];
  const choice = Array.isArray(choices) && isJsonObject(choices[0]) ? choices[0] : {};
  const message: JsonObject = isJsonObject(choice['message']) ? choice['message'] : {};
  const { tool_calls: toolCalls, refusal } = message;
  const finish = choice['finish_reason'];
  return {
    text: textOf(message['content'] ?? choice['text']),
    hasToolCalls: Array.isArray(toolCalls) && toolCalls.length > 0,
    finishReason: typeof finish === 'string' ? finish : undefined,
    refusal: typeof refusal === 'string' && refusal !== '' ? refusal : undefined,
  };
}

/** Content is text, or an array of parts of which some are text (recording b54ec7554a7f). */
function textOf(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => (isJsonObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}
