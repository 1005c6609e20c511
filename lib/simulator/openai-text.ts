import type { Completion } from './completion.ts';

/** Constant, so that the same request is answered with the same bytes: 2025-01-01. */
export const created = 1_735_689_600;

/** How an API that answers with text spells its choices. */
export interface TextApi {
  idPrefix: string;
  object: string;
  chunkObject: string;
  choice(index: number, completion: Completion): object;
  /** Choices of the chunks that come before the first text. */
  beginning(index: number): object[];
  delta(index: number, text: string): object;
  finish(index: number, finishReason: Completion['finishReason']): object;
}

const chatDelta = (index: number, delta: object, finishReason: string | null = null) => ({
  index,
  delta,
  logprobs: null,
  finish_reason: finishReason,
});

/** Modelled on recordings 29643ae6a9ee (plain), 43eb3e2c2707 and 704c8fa2aebc (streamed). */
export const chatApi: TextApi = {
  idPrefix: 'chatcmpl',
  object: 'chat.completion',
  chunkObject: 'chat.completion.chunk',
  choice: (index, { text, finishReason }) => ({
    index,
    message: { role: 'assistant', content: text, refusal: null },
    logprobs: null,
    finish_reason: finishReason,
  }),
  beginning: (index) => [chatDelta(index, { role: 'assistant', content: '', refusal: null })],
  delta: (index, text) => chatDelta(index, { content: text }),
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
  delta: (index, text) => textChoice(index, text),
  finish: (index, finishReason) => textChoice(index, '', finishReason),
};
