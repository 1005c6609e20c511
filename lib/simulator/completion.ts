import type { Fault } from './faults.ts';
import { cutTokens, firstHalf } from './tokens.ts';

/** One generated text and why it ends, by OpenAI's names. */
export interface Completion {
  text: string;
  finishReason: FinishReason;
  /** The call of a tool whose arguments the text is, if it is no answer in words. */
  tool?: ToolCall;
}

export type FinishReason = 'stop' | 'length' | 'tool_calls';

export interface ToolCall {
  name: string;
  /** Without the prefix that is a provider's habit. */
  id: string;
}

/** Cuts a reply to the tokens that the client allows, then does to it what the fault demands. */
export function complete(
  reply: string,
  maxTokens: number | null | undefined,
  fault: Fault | undefined,
): Completion {
  if (fault === 'empty') return { text: '', finishReason: 'stop' };
  const text = cutTokens(reply, maxTokens ?? Number.POSITIVE_INFINITY);
  if (fault === 'truncated') return { text: firstHalf(text), finishReason: 'length' };
  return { text, finishReason: text === reply ? 'stop' : 'length' };
}
