import type { JsonObject } from '../json.ts';
import type { ChatMessage } from './chat-messages.ts';

/** A conversation of an API that has system prompts apart, and in which two roles take turns. */
export interface Conversation {
  system: JsonObject[];
  messages: { role: 'user' | 'assistant'; content: JsonObject[] }[];
}

/**
 * System messages from amid the conversation join those before it. Neighbours of one role become one message, and
 * what tools answered is the user's, so that the results of parallel calls stand together.
 */
export function takeTurns(
  messages: readonly ChatMessage[],
  write: (message: ChatMessage) => JsonObject[],
): Conversation {
  const conversation: Conversation = { system: [], messages: [] };
  for (const message of messages) {
    const content = write(message);
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = conversation.messages.at(-1);
    if (message.role === 'system') conversation.system.push(...content);
    else if (last?.role === role) last.content.push(...content);
    else conversation.messages.push({ role, content });
  }
  return conversation;
}
