import { writeText } from './answer-text.ts';
import { askChat, pickTool } from './chat.ts';
import type { ReadCall } from './dialect.ts';
import { chatApi, type TextApi } from './openai-text.ts';
import { type ChatRequest, chatRequest, parseRequest } from './request.ts';

/** Reads `POST chat/completions`. */
export const readChat: ReadCall = (body) => readChatFor(chatApi, body);

export function readChatFor(api: TextApi, body: unknown) {
  const request = parseRequest(chatRequest, body);
  const { model, messages, response_format: format } = request;
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;
  return askChat({ model, messages, maxTokens, format, tool: toolOf(request) }, (turn) =>
    writeText(api, { ...request, ...turn }, [turn]),
  );
}

function toolOf({ tools, tool_choice: choice }: ChatRequest) {
  if (!tools || !choice || choice === 'none' || choice === 'auto') return undefined;
  return pickTool(
    tools.map(({ function: { name, parameters } }) => ({ name, schema: parameters })),
    choice === 'required' ? undefined : choice.function.name,
  );
}
