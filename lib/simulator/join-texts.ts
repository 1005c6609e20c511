import { isJsonObject } from '../json.ts';

type Part = Readonly<Record<string, unknown>>;

/**
 * The content of a message as OpenAI would have it: one text where all its parts are texts, else the parts as
 * they came. So a question has the same answer in each dialect.
 */
export function joinTexts(content: string | readonly Part[]): unknown {
  if (typeof content === 'string') return content;
  return content.every(isText) ? content.map(({ text }) => text).join('') : content;
}

const isText = (part: Part): part is { text: string } =>
  isJsonObject(part) && typeof part['text'] === 'string';

/** The system's text as the first message, if there is one. */
export const systemMessage = (content: string | readonly Part[] | null | undefined) =>
  content?.length ? [{ role: 'system', content: joinTexts(content) }] : [];
