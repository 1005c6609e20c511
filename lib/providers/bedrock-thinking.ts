import type { JsonObject, JsonValue } from '../json.ts';
import { objectOf, objectsOf, textOf } from './chat-answer.ts';
import { compact } from './parameters.ts';

/** A ReasoningContentBlock as LiteLLM's thinking block, which is Anthropic's. */
export function readThinking(content: JsonObject): JsonObject {
  const { redactedContent: data, reasoningText } = content;
  if (data !== undefined) return { type: 'redacted_thinking', data };
  const { text, signature } = objectOf(reasoningText);
  return compact({ type: 'thinking', thinking: textOf(text) ?? '', signature });
}

/** The blocks of an earlier answer, unchanged, since the model checks their signatures. */
export const writeThinking = (blocks: JsonValue | undefined): JsonObject[] =>
  objectsOf(blocks).map(({ type, data, thinking, signature }) => ({
    reasoningContent:
      type === 'redacted_thinking'
        ? compact({ redactedContent: data })
        : { reasoningText: compact({ text: thinking, signature: signature || undefined }) },
  }));
