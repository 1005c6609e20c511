import type { Completion, ToolCall } from './completion.ts';

/** Constant, so that the same request is answered with the same bytes: 2025-01-01. */
export const created = 1_735_689_600;

/** How an API that answers with text spells its choices. */
export interface TextApi {
  idPrefix: string;
  object: string;
  chunkObject: string;
  choice(index: number, completion: Completion): object;
  /** Choices of the chunks that come before the first text. */
  beginning(index: number, completion: Completion): object[];
  delta(index: number, piece: string, completion: Completion): object;
  finish(index: number, finishReason: Completion['finishReason']): object;
  /** What an answer has beside its choices; of a stream the first event. */
  extra?: object;
}

const chatDelta = (index: number, delta: object, finishReason: string | null = null) => ({
  index,
  delta,
  logprobs: null,
  finish_reason: finishReason,
});

const toolCall = ({ name, id }: ToolCall, text: string) => ({
  id: `call_${id}`,
  type: 'function',
  function: { name, arguments: text },
});

/** Modelled on recordings 29643ae6a9ee (plain), 43eb3e2c2707 and 704c8fa2aebc (streamed). */
export const chatApi: TextApi = {
  idPrefix: 'chatcmpl',
  object: 'chat.completion',
  chunkObject: 'chat.completion.chunk',
  choice: (index, { text, finishReason, tool }) => ({
    index,
    message: {
      role: 'assistant',
      ...(tool ? { content: null, tool_calls: [toolCall(tool, text)] } : { content: text }),
      refusal: null,
    },
    logprobs: null,
    finish_reason: finishReason,
  }),
  beginning: (index, { tool }) => {
    const said = tool
      ? { content: null, tool_calls: [{ index: 0, ...toolCall(tool, '') }] }
      : { content: '' };
    return [chatDelta(index, { role: 'assistant', ...said, refusal: null })];
  },
  delta: (index, piece, { tool }) =>
    chatDelta(
      index,
      tool ? { tool_calls: [{ index: 0, function: { arguments: piece } }] } : { content: piece },
    ),
  finish: (index, finishReason) => chatDelta(index, {}, finishReason),
};

const textChoice = (index: number, text: string, finishReason: string | null = null) => ({
  index,
  text,
  logprobs: null,
  finish_reason: finishReason,
});

/** Modelled on recordings 6193e18efe65 (plain) and 0ad3a639a29e (streamed). */
export const completionApi: TextApi = {
  idPrefix: 'cmpl',
  object: 'text_completion',
  chunkObject: 'text_completion',
  choice: (index, { text, finishReason }) => textChoice(index, text, finishReason),
  beginning: () => [],
  delta: (index, piece) => textChoice(index, piece),
  finish: (index, finishReason) => textChoice(index, '', finishReason),
};
