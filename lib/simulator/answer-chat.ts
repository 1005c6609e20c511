import type { Call } from './answer.ts';
import { writeText } from './answer-text.ts';
import { askChat, pickTool, type Tool } from './chat.ts';
import type { ReadCall } from './dialect.ts';
import { chatApi, type TextApi } from './openai-text.ts';
import { type ChatRequest, chatRequest, parseRequest } from './request.ts';

/** Reads `POST chat/completions`. */
export const readChat: ReadCall = (body) => readChatFor(chatApi, body);

/** The same in an API that adds something of its own. */
export function readChatFor(api: TextApi, body: unknown): Call {
  const request = parseRequest(chatRequest, body);
  const { model, messages, response_format: format } = request;
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;
  return askChat({ model, messages, maxTokens, format, tool: toolOf(request) }, (turn) =>
    writeText(api, { ...request, ...turn }, [turn]),
  );
}

function toolOf({ tools, tool_choice: choice }: ChatRequest): Tool | undefined {
  const name = typeof choice === 'object' ? choice?.function?.name : undefined;
  if (choice !== 'required' && name === undefined) return undefined;
  const known = (tools ?? []).flatMap(({ function: tool }) =>
    tool ? [{ name: tool.name, schema: tool.parameters }] : [],
  );
  return pickTool(known, name);
}
