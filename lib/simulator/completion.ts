import type { Fault } from './faults.ts';
import { cutTokens, firstHalf } from './tokens.ts';

/** One generated text and why it ends. */
export interface Completion {
  text: string;
  finishReason: 'stop' | 'length';
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
